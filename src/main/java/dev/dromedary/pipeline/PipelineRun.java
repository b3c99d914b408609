package dev.dromedary.pipeline;

import dev.dromedary.clock.WallClock;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of pipelines in Camel: loads their route files, waits for the systems that they need, starts the routes, and
 * ends when it is told to or, with {@code once}, when the sources are empty. Used once; {@link #stop()} may come from
 * any thread.
 */
public final class PipelineRun {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineRun.class);
    private static final Duration POLL = Duration.ofMillis(100);

    private final Settings settings;
    private final RouteFolder folder;
    private final Set<String> names;
    private final boolean once;
    private final Attendants attendants;
    private final Optional<RouteWatch> watch;
    private final Tallies tallies;
    private final Circuits circuits;
    private final CircuitPolicy circuitPolicy;
    private final RunFailure failure;
    private final CountDownLatch stopRequested = new CountDownLatch(1);
    private final long started = System.nanoTime();
    private boolean failed;

    /**
     * @param names of the pipelines to run
     * @param once whether to end when the sources are empty
     * @param attendants told of what becomes of the pipelines
     * @param watch how to follow the route files while they are edited; not with {@code once}
     */
    public PipelineRun(
            Settings settings,
            RouteFolder folder,
            Set<String> names,
            boolean once,
            List<Attendant> attendants,
            Optional<RouteWatch> watch) {
        this.settings = settings;
        this.folder = folder;
        this.names = names;
        this.once = once;
        this.attendants = new Attendants(attendants);
        this.watch = watch;
        this.tallies = new Tallies(this.attendants.observers());
        // A run that ends when a system is down for too long has to go on asking its source.
        this.circuits =
                new Circuits(once ? Integer.MAX_VALUE : Integer.parseInt(settings.text("failures.circuit-failures")));
        this.circuitPolicy = new CircuitPolicy(circuits);
        this.failure = new RunFailure(once, settings.duration("startup.timeout"));
    }

    /** Asks the run to end: receive no more, finish what is in flight. Returns at once. */
    public void stop() {
        stopRequested.countDown();
    }

    private boolean stopping() {
        return stopRequested.getCount() == 0;
    }

    /**
     * Runs until done.
     *
     * @param results where a run with {@code once} prints its summary
     * @return whether all went well: false if a consumer reported a {@link RunFailure}, or a run with {@code once}
     *     ended because records went back to their source
     * @throws ConfigurationException if routes or settings are wrong, also if that is seen late
     * @throws UnreachableException if a needed system is not there in time, or a source goes away for too long
     */
    public boolean run(PrintStream results) throws InterruptedException {
        try {
            if (watch.isPresent()) {
                runWatched(watch.get());
            } else {
                runAsLoaded();
            }
        } finally {
            attendants.tell(Attendant::ended);
        }
        new Summary(names, tallies, Duration.ofNanos(System.nanoTime() - started))
                .tell(once ? Optional.of(results) : Optional.empty());
        Optional<RuntimeException> told =
                failure.fault().filter(fault -> !(fault instanceof RunFailure.FailedException));
        if (told.isPresent()) {
            throw told.get();
        }
        return !failed;
    }

    private void runAsLoaded() throws InterruptedException {
        LoadedPipelines.Loader loader = LoadedPipelines.loader(settings, folder, names);
        try (LoadedPipelines loaded = load(loader, settings, failure, this::stopping)) {
            if (!stopping()) {
                CamelContext context = loaded.context();
                Pipelines pipelines = pipelines(context, folder.select(names), name -> context);
                context.getManagementStrategy()
                        .addEventNotifier(new RoutesStopped(() -> pipelines.stopped(failure.fault())));
                work(pipelines, context.getRoutes(), Optional.empty());
            }
        }
    }

    private void runWatched(RouteWatch routes) throws InterruptedException {
        try (WatchedPipelines watched = new WatchedPipelines(
                routes,
                (edition, pipelines, own, abandoned) ->
                        load(edition.loader(pipelines), edition.settings(), own, abandoned),
                failure,
                this::stopping)) {
            Edition edition = watched.load();
            if (!stopping()) {
                Pipelines pipelines = pipelines(
                        watched.running().shared(),
                        edition.folder().select(edition.pipelines()),
                        watched.running()::context);
                watched.steerBy(pipelines);
                try {
                    work(pipelines, watched.running().routes(), Optional.of(watched));
                } finally {
                    watched.stop();
                    pipelines.stopped(failure.fault());
                }
            }
        }
    }

    /** Loads pipelines, and waits for the systems that they need. */
    private LoadedPipelines load(
            LoadedPipelines.Loader loader, Settings current, RunFailure own, BooleanSupplier abandoned)
            throws InterruptedException {
        LoadedPipelines loaded = loader.bind("tallies", tallies)
                .bind("circuits", circuits)
                .bind("circuit-policy", circuitPolicy)
                .bind("run-failure", own)
                .load();
        try {
            new Startup(current.duration("startup.timeout"), abandoned, this::waiting).await(loaded.requirements());
            return loaded;
        } catch (RuntimeException | InterruptedException e) {
            loaded.close();
            throw e;
        }
    }

    private void waiting(String system, Optional<String> why) {
        attendants.tell(attendant -> attendant.waiting(system, why));
    }

    private Pipelines pipelines(CamelContext shared, List<RouteFile> files, Function<String, CamelContext> contexts) {
        return new Pipelines(shared, contexts, files, settings, tallies, circuits, failure, once, WallClock.utc());
    }

    private void work(Pipelines pipelines, List<Route> routes, Optional<WatchedPipelines> watched)
            throws InterruptedException {
        try {
            start(pipelines, routes);
            attendants.started(pipelines);
            awaitEnd(pipelines, watched);
        } finally {
            watched.ifPresent(WatchedPipelines::rest);
            failure.fault().ifPresent(fault -> tell(pipelines, fault));
            attendants.tell(Attendant::close);
            pipelines.close();
        }
    }

    private void tell(Pipelines pipelines, RuntimeException fault) {
        pipelines.all().stream()
                .map(Pipeline::name)
                .filter(name -> RunFailure.concerns(fault, name))
                .forEach(name -> attendants.tell(attendant -> attendant.failed(name, fault.getMessage())));
    }

    private void start(Pipelines pipelines, List<Route> routes) {
        try {
            PipelineFactory.startOthers(
                    routes, route -> pipelines.all().stream().anyMatch(pipeline -> pipeline.has(route)));
            pipelines.start();
        } catch (Exception e) {
            throw Misconfiguration.of(e);
        }
        LOG.info(
                "Started {} in {} ms: {}",
                String.join(", ", names),
                Duration.ofNanos(System.nanoTime() - started).toMillis(),
                routes.stream().map(Route::getId).sorted().distinct().collect(Collectors.joining(", ")));
    }

    private void awaitEnd(Pipelines pipelines, Optional<WatchedPipelines> watched) throws InterruptedException {
        try (Progress progress = progress()) {
            while (!stopRequested.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                pipelines.tick();
                watched.ifPresent(WatchedPipelines::tick);
                attendants.tick();
                failed = failure.fault().isPresent() || once && pipelines.failed();
                if (failed || once && pipelines.allOver()) {
                    return;
                }
            }
            LOG.info("Stopping {}: finishing what is in flight", String.join(", ", names));
        } finally {
            failure.fault()
                    .filter(RunFailure.FailedException.class::isInstance)
                    .ifPresent(fault -> LOG.error(fault.getMessage()));
        }
    }

    /** Runs something when all routes have stopped, and their beans are still there. */
    private static final class RoutesStopped extends EventNotifierSupport {

        private final Runnable action;

        RoutesStopped(Runnable action) {
            this.action = action;
        }

        @Override
        public void notify(CamelEvent event) {
            action.run();
        }

        @Override
        public boolean isEnabled(CamelEvent event) {
            return event.getType() == CamelEvent.Type.RoutesStopped;
        }
    }

    private Progress progress() {
        return once && System.console() != null
                ? Progress.bar(tallies)
                : Progress.logging(tallies, settings.duration("progress.interval"));
    }
}
