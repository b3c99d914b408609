package dev.dromedary.alerts;

import dev.dromedary.clock.WallClock;
import dev.dromedary.pipeline.LoadedPipelines;
import dev.dromedary.pipeline.RouteFile;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/**
 * The routes of {@code alerts.camel.yaml}, in a Camel of their own: what becomes of a message has no part in the circuits,
 * the counts and the failure policy of the pipelines. For one thread.
 */
public final class AlertRoutes implements AutoCloseable {

    private static final Set<String> RECEIVERS =
            Set.of("alerts.slack", "alerts.pagerduty", "alerts.email", "alerts.http");

    /** The pipelines go on until these have ended; what is not delivered by then is delivered after the next start. */
    private static final Duration END = Duration.ofSeconds(5);

    private final LoadedPipelines loaded;
    private final Map<String, AlertsConsumer> receivers = new LinkedHashMap<>();

    private AlertRoutes(LoadedPipelines loaded) {
        this.loaded = loaded;
        for (Route route : loaded.context().getRoutes()) {
            if (route.getConsumer() instanceof AlertsConsumer consumer) {
                AlertsConsumer other = receivers.put(consumer.receiver(), consumer);
                if (other != null) {
                    throw new ConfigurationException("two routes of " + RouteFile.ALERTS + RouteFile.SUFFIX
                            + " begin with alerts:" + consumer.receiver() + "; give each a name of its own");
                }
            }
        }
    }

    /**
     * Loads the routes; none is started. Nothing is loaded where no receiver is set and the file is the jar's.
     *
     * @return the routes; empty if nobody is to be told
     * @throws ConfigurationException if the file is wrong, or what a receiver needs is missing
     */
    public static Optional<AlertRoutes> load(Settings settings, RouteFolder folder) {
        RouteFile file = folder.alerts();
        if (!file.overlaid() && RECEIVERS.stream().noneMatch(settings::isTrue)) {
            return Optional.empty();
        }
        LoadedPipelines loaded = LoadedPipelines.loader(settings, folder, List.of(file))
                .named(RouteFile.ALERTS)
                .endingWithin(END)
                .load();
        try {
            AlertRoutes routes = new AlertRoutes(loaded);
            if (!routes.receivers.isEmpty()) {
                return Optional.of(routes);
            }
            loaded.close();
            return Optional.empty();
        } catch (ConfigurationException e) {
            loaded.close();
            throw e;
        }
    }

    /** Names of the receivers. */
    public List<String> receivers() {
        return List.copyOf(receivers.keySet());
    }

    /** Starts to deliver what is in the outbox. */
    void start(Outbox outbox) {
        CamelContext context = loaded.context();
        context.getRegistry().bind("alert-outbox", outbox);
        try {
            context.getRouteController().startAllRoutes();
        } catch (Exception e) {
            throw new ConfigurationException("the routes of alerts do not start: " + e.getMessage(), e);
        }
    }

    /** Starts the routes, to deliver nothing but what {@link #tryOut} sends. */
    public void startIdle() {
        start(new Outbox(List.of(), Duration.ofHours(1)));
    }

    /**
     * Sends a message that says that it is a test, and one that it is over, so that no incident stays open.
     *
     * @throws DeliveryException if the receiver does not take them
     */
    public void tryOut(String receiver, Settings settings) throws DeliveryException {
        Origin origin = Origin.of(settings);
        for (Notice.State state : List.of(Notice.State.FIRING, Notice.State.RESOLVED)) {
            receivers.get(receiver).deliver(Notice.ofTest(origin, state, WallClock.now()));
        }
    }

    @Override
    public void close() {
        loaded.close();
    }
}
