package dev.dromedary.pipeline;

import dev.dromedary.runs.Run;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/**
 * Makes pipelines of the routes that are loaded. Thread-safe.
 *
 * @param idle how long a source that cannot tell must be idle to be empty
 * @param ended told of each run that has ended
 */
record PipelineFactory(
        Tallies tallies, Circuits circuits, History history, Duration idle, BiConsumer<Pipeline, Run> ended) {

    /**
     * @param context where the pipeline's routes are
     * @throws ConfigurationException if its timetable is wrong
     */
    Pipeline make(String name, CamelContext context, Settings settings) {
        return new Pipeline(
                name,
                Timetable.of(name, settings),
                routes(name, context),
                tallies.of(name),
                circuits.of(name),
                history,
                ended);
    }

    /**
     * Lets a pipeline go on with other routes.
     *
     * @param context where these are
     * @param stop stops those that it has
     * @throws Exception what a route throws that cannot be started
     */
    void renew(Pipeline pipeline, CamelContext context, Runnable stop) throws Exception {
        pipeline.replace(stop, routes(pipeline.name(), context));
    }

    /** Starts the routes that are no pipeline's own: those of shared files. */
    static void startOthers(List<Route> routes, Predicate<Route> own) throws Exception {
        for (Route route : routes) {
            if (!own.test(route)) {
                route.getCamelContext().getRouteController().startRoute(route.getRouteId());
            }
        }
    }

    private PipelineRoutes routes(String name, CamelContext context) {
        return new PipelineRoutes(
                context,
                context.getRoutes().stream()
                        .filter(route -> RouteFile.name(route).equals(name))
                        .toList(),
                idle);
    }
}
