package dev.dromedary.pipeline;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Route;

/** The circuits of all pipelines, by name; one instance a process. Thread-safe. */
public final class Circuits {

    private final Map<String, Circuit> circuits = new ConcurrentHashMap<>();
    private final int threshold;

    /** @param threshold failures in a row that open a circuit; at least 1 */
    public Circuits(int threshold) {
        this.threshold = threshold;
    }

    /** The circuit of the pipeline that an exchange is of; empty where nobody keeps circuits. */
    static Optional<Circuit> of(Exchange exchange) {
        Circuits circuits = exchange.getContext().getRegistry().findSingleByType(Circuits.class);
        Route route = exchange.getContext().getRoute(exchange.getFromRouteId());
        // A route of a shared file that is called from within a step: it is the step that is tried again.
        return circuits == null || route == null || RouteFile.isShared(RouteFile.name(route))
                ? Optional.empty()
                : Optional.of(circuits.of(route));
    }

    Circuit of(Route route) {
        return of(RouteFile.name(route));
    }

    public Circuit of(String pipeline) {
        return circuits.computeIfAbsent(pipeline, name -> new Circuit(name, threshold));
    }
}
