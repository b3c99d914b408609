package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.StartupSummaryLevel;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;

/**
 * Pipelines in Camel: their route files are loaded, their beans and consumers are made, and no route runs yet. Closing
 * stops them.
 */
public final class LoadedPipelines implements AutoCloseable {

    private final Main main;

    private LoadedPipelines(Main main) {
        this.main = main;
    }

    /** How pipelines are loaded; used once, by one thread. */
    public static final class Loader {

        private final Settings settings;
        private final RouteFolder folder;
        private final List<RouteFile> files;
        private final Map<String, Object> beans = new HashMap<>();
        private final List<Consumer<RouteDefinition>> changes = new ArrayList<>();
        private String name = "dromedary";
        private boolean several;
        private boolean managed = true;
        private Duration patience;

        private Loader(Settings settings, RouteFolder folder, List<RouteFile> files) {
            this.settings = settings;
            this.folder = folder;
            this.files = files;
            this.patience = settings.duration("shutdown.timeout");
        }

        /** Names them for JMX and in thread names, where there are several such in the process. */
        public Loader named(String own) {
            name = own;
            several = true;
            return this;
        }

        /** Leaves out JMX, which is of no use to what is over in a second. */
        public Loader unmanaged() {
            managed = false;
            return this;
        }

        /** Waits no longer than this for what is in flight when all ends, if shutdown.timeout is longer. */
        public Loader endingWithin(Duration time) {
            patience = patience.compareTo(time) < 0 ? patience : time;
            return this;
        }

        /** Puts an object into the registry before any bean or endpoint is made. */
        public Loader bind(String name, Object bean) {
            beans.put(name, bean);
            return this;
        }

        /** Changes each route of the pipelines before Camel makes anything of it. */
        public Loader changing(Consumer<RouteDefinition> change) {
            changes.add(change);
            return this;
        }

        /**
         * Loads them, and makes the routes folder the first place where this thread looks for resources.
         *
         * @throws ConfigurationException if routes or settings are wrong
         */
        public LoadedPipelines load() {
            ClassLoader loader = folder.classLoader();
            Thread.currentThread().setContextClassLoader(loader);
            Main main = configure(loader);
            ConfigurationException.forgetFirst();
            try {
                main.init();
                main.start();
                // A bean that could not be made is made once more without its properties, and that may succeed.
                if (ConfigurationException.first().isPresent()) {
                    throw ConfigurationException.first().get();
                }
                return new LoadedPipelines(main);
            } catch (Exception e) {
                main.stop();
                // What goes wrong before any route runs is how the routes or the settings are written.
                throw ConfigurationException.first().orElseGet(() -> Misconfiguration.of(e));
            }
        }

        private Main configure(ClassLoader loader) {
            Properties properties = new Properties();
            properties.putAll(settings.forCamel());
            Main main = new Main();
            main.setShutdownStrategy(new SimpleMainShutdownStrategy());
            main.setDefaultPropertyPlaceholderLocation("false");
            main.setOverrideProperties(properties);
            beans.forEach(main::bind);
            main.configure()
                    .withName(name)
                    .withAutoStartup(false)
                    .withJmxEnabled(managed)
                    .withAutoConfigurationEnvironmentVariablesEnabled(false)
                    .withAutoConfigurationSystemPropertiesEnabled(false)
                    // It would quote settings: a URL may hold a password (invariant 4).
                    .withAutoConfigurationLogSummary(false)
                    .withShutdownTimeout((int) patience.toSeconds())
                    .withRoutesIncludePattern(
                            files.stream().map(Loader::location).collect(Collectors.joining(",")));
            main.configure().setStartupSummaryLevel(StartupSummaryLevel.Off);
            if (several) {
                // One may be loaded while another of the same name ends.
                main.configure().setJmxManagementNamePattern("#name#-#counter#");
            }
            main.addMainListener(new MainListenerSupport() {
                @Override
                public void beforeInitialize(BaseMainSupport support) {
                    prepare(support.getCamelContext(), loader);
                }
            });
            return main;
        }

        private void prepare(CamelContext context, ClassLoader loader) {
            context.setApplicationContextClassLoader(loader);
            // Settings has already let the environment override; a second look-up would override --once as well.
            PropertiesComponent placeholders = (PropertiesComponent) context.getPropertiesComponent();
            placeholders.setEnvironmentVariableMode(0);
            ExactPlaceholders.use(placeholders);
            if (!changes.isEmpty()) {
                ((ModelCamelContext) context).addModelLifecycleStrategy(new ModelLifecycleStrategySupport() {
                    @Override
                    public void onAddRouteDefinition(RouteDefinition route) {
                        changes.forEach(change -> change.accept(route));
                    }
                });
            }
        }

        /** Camel takes a list with commas, and decodes what is encoded. */
        private static String location(RouteFile file) {
            return file.location().replace(",", "%2C");
        }
    }

    /**
     * A loader of the given pipelines and of the files that all pipelines share.
     *
     * @throws ConfigurationException if there is no such pipeline
     */
    public static Loader loader(Settings settings, RouteFolder folder, Set<String> pipelines) {
        return loader(settings, folder, folder.select(pipelines));
    }

    /** A loader of these files alone. */
    public static Loader loader(Settings settings, RouteFolder folder, List<RouteFile> files) {
        return new Loader(settings, folder, files);
    }

    public CamelContext context() {
        return main.getCamelContext();
    }

    /** The systems that beans and endpoints need. */
    public List<Requirement> requirements() {
        List<Requirement> requirements = new ArrayList<>(context().getRegistry().findByType(Requirement.class));
        for (Endpoint endpoint : context().getEndpoints()) {
            if (endpoint instanceof Requirement requirement) {
                requirements.add(requirement);
            }
        }
        return requirements;
    }

    /**
     * How much waits at each source of a pipeline that can tell.
     *
     * @param watermark how far the source has been read, see {@link Backlogged#backlog}
     * @throws Exception if one does not answer
     */
    public List<Backlog> backlogs(String pipeline, Optional<String> watermark) throws Exception {
        List<Backlog> backlogs = new ArrayList<>();
        for (Route route : context().getRoutes()) {
            if (RouteFile.name(route).equals(pipeline) && route.getEndpoint() instanceof Backlogged source) {
                backlogs.add(source.backlog(watermark));
            }
        }
        return backlogs;
    }

    @Override
    public void close() {
        main.stop();
    }
}
