package dev.dromedary.preview;

import java.util.ArrayList;
import java.util.List;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.StopDefinition;

/**
 * Keeps what routes consist of, and leaves empty ones to Camel, so that no endpoint is made that a preview does not ask for:
 * some reach their systems, or make things there, as soon as they are made. For use by one thread.
 */
final class CapturedRoutes {

    /** Inputs that routes hand their bodies to one another by. */
    private static final List<String> INNER = List.of("direct", "seda");

    private final List<CapturedRoute> routes = new ArrayList<>();

    /** A route as it was written. */
    record CapturedRoute(String id, String uri, List<ProcessorDefinition<?>> steps) {

        CapturedRoute {
            steps = List.copyOf(steps);
        }

        String scheme() {
            return uri.replaceFirst(":.*", "");
        }
    }

    void take(RouteDefinition route) {
        routes.add(new CapturedRoute(route.getRouteId(), route.getInput().getEndpointUri(), route.getOutputs()));
        route.getInput().setUri("direct:captured-" + routes.size());
        route.getOutputs().clear();
        route.addOutput(new StopDefinition());
    }

    /** Those that begin at a source, in the order in which they were loaded. */
    List<CapturedRoute> beginnings() {
        return routes.stream().filter(route -> !INNER.contains(route.scheme())).toList();
    }
}
