package dev.dromedary.pipeline;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.api.management.ManagedCamelContext;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.MDC;

/**
 * The routes of one pipeline: those that read from a source, and those that only continue them ({@code direct:}, {@code
 * seda:}), which run for as long as the process does. To be called by one thread at a time.
 */
final class PipelineRoutes {

    /** Name of the pipeline in structured logs. */
    static final String PIPELINE = "pipeline";

    private static final Set<String> CONTINUATIONS = Set.of("direct", "seda");

    private final CamelContext context;
    private final List<Route> sources;
    private final List<Route> continuations;
    private final Dryness dryness;
    private volatile boolean running;

    /** @param idle how long a source that cannot tell must be idle to be empty */
    PipelineRoutes(CamelContext context, List<Route> routes, Duration idle) {
        this.context = context;
        this.continuations = routes.stream().filter(PipelineRoutes::continues).toList();
        this.sources = routes.stream().filter(route -> !continues(route)).toList();
        this.dryness = new Dryness(context, sources, idle);
    }

    static boolean continues(Route route) {
        String uri = route.getEndpoint().getEndpointUri();
        return CONTINUATIONS.contains(uri.substring(0, uri.indexOf(':')));
    }

    private interface Step {
        void on(RouteController controller, String routeId) throws Exception;
    }

    private void each(List<Route> routes, Step step) throws Exception {
        for (Route route : routes) {
            try (MDC.MDCCloseable logged = logged(route)) {
                step.on(context.getRouteController(), route.getRouteId());
            }
        }
    }

    /** Lines that are logged meanwhile, and by the threads that are started, say what pipeline they are of. */
    private static MDC.MDCCloseable logged(Route route) {
        return MDC.putCloseable(PIPELINE, RouteFile.name(route));
    }

    /**
     * Whether the sources have been read to their ends since the start, and nothing is in flight. One that somebody has
     * stopped reads nothing, and that is not its end.
     */
    boolean areDry() {
        return dryness.reached() && halt().isEmpty();
    }

    boolean contain(Route route) {
        return sources.contains(route) || continuations.contains(route);
    }

    /** What waits, as told by the consumers that can, else by their endpoints. */
    List<Backlog> backlogs() throws Exception {
        List<Backlog> backlogs = new ArrayList<>();
        for (Route route : sources) {
            Object source = route.getConsumer() instanceof Backlogged ? route.getConsumer() : route.getEndpoint();
            if (source instanceof Backlogged backlogged) {
                backlogs.add(backlog(route, backlogged));
            }
        }
        return backlogs;
    }

    /** The system is named, for those who are told that it does not answer. */
    private Backlog backlog(Route route, Backlogged source) throws Exception {
        try {
            return source.backlog(watermark());
        } catch (ConfigurationException | UnavailableException e) {
            throw e;
        } catch (Exception e) {
            if (route.getEndpoint() instanceof Requirement system) {
                throw new UnavailableException(system.system() + " does not answer: " + FailureLog.describe(e));
            }
            throw e;
        }
    }

    /** How far the first source has been read that is read by position. */
    Optional<String> watermark() {
        return watermarked().flatMap(Watermarked::watermark);
    }

    Optional<Watermarked.Mark> mark() {
        return watermarked().flatMap(Watermarked::mark);
    }

    private Optional<Watermarked> watermarked() {
        return sources.stream()
                .map(Route::getConsumer)
                .filter(Watermarked.class::isInstance)
                .map(Watermarked.class::cast)
                .findFirst();
    }

    /** What Camel counts of each route; nothing where its management is off. */
    List<RouteCounts> counts() {
        ManagedCamelContext managed = context.getCamelContextExtension().getContextPlugin(ManagedCamelContext.class);
        return managed == null
                ? List.of()
                : Stream.concat(sources.stream(), continuations.stream())
                        .map(route -> managed.getManagedRoute(route.getRouteId()))
                        .filter(Objects::nonNull)
                        .map(RouteCounts::of)
                        .toList();
    }

    /** Whether somebody has stopped or suspended some of them, as JMX lets one do; Dromedary suspends consumers alone. */
    Optional<Halt> halt() {
        if (!running) {
            return Optional.empty();
        }
        if (!context.isStarted()) {
            return Optional.of(new Halt(
                    Pipeline.State.STOPPED, "its routes are being replaced, or cannot be brought back; see the log"));
        }
        List<String> stopped = new ArrayList<>();
        List<String> suspended = new ArrayList<>();
        Stream.concat(sources.stream(), continuations.stream())
                .map(Route::getRouteId)
                .forEach(id -> {
                    ServiceStatus status = context.getRouteController().getRouteStatus(id);
                    if (status == ServiceStatus.Suspended || status == ServiceStatus.Suspending) {
                        suspended.add(id);
                    } else if (status != ServiceStatus.Started && status != ServiceStatus.Starting) {
                        stopped.add(id);
                    }
                });
        if (stopped.isEmpty() && suspended.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                stopped.isEmpty()
                        ? new Halt(
                                Pipeline.State.PAUSED,
                                told(suspended, "suspended") + ": resume it where that was done (JMX)")
                        : new Halt(
                                Pipeline.State.STOPPED,
                                told(stopped, "stopped") + ": start it where that was done (Hawtio or JMX)"));
    }

    private static String told(List<String> ids, String what) {
        return "its route " + String.join(", ", ids) + " was " + what;
    }

    /** Starts to read; the routes that continue are started first. If one cannot be started, none reads. */
    void start() throws Exception {
        dryness.begin();
        try {
            each(continuations, RouteController::startRoute);
            each(sources, RouteController::startRoute);
            running = true;
        } catch (Exception e) {
            stop();
            throw e;
        }
    }

    /**
     * Reads no more; what is in flight goes on. The consumers alone are suspended: suspending a route ends the redelivery
     * of what is in flight, and in Camel 4.18.0 a resumed route has none any more (CAMEL-23494).
     */
    void suspend() {
        sources.forEach(route -> ServiceHelper.suspendService(route.getConsumer()));
    }

    /** Reads again, also where the routes were not started before. */
    void resume() throws Exception {
        start();
        each(
                sources,
                (controller, id) ->
                        ServiceHelper.resumeService(context.getRoute(id).getConsumer()));
    }

    /** What becomes of the routes from now on is our own doing, and no {@link Halt}. */
    void leave() {
        running = false;
    }

    /** Finishes what is in flight, and lets go of the sources. */
    void stop() throws Exception {
        leave();
        each(sources, RouteController::stopRoute);
    }
}
