package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Knows when all sources of a pipeline are empty. A {@link Drainable} source says so itself; any other counts as empty when
 * nothing is in flight and the pipeline has been idle for a while.
 */
final class Dryness {

    private final CamelContext context;
    private final List<Route> routes;
    private final Set<String> ids;
    private final long idleNanos;
    private volatile long lastExchange = System.nanoTime();

    /** @param routes those of the pipeline that read from a source */
    Dryness(CamelContext context, List<Route> routes, Duration idle) {
        this.context = context;
        this.routes = routes;
        this.ids = routes.stream().map(Route::getRouteId).collect(Collectors.toSet());
        this.idleNanos = idle.toNanos();
        if (!routes.stream().allMatch(route -> route.getConsumer() instanceof Drainable)) {
            context.getManagementStrategy().addEventNotifier(new LastExchange());
        }
    }

    /** Begins to look anew: what was idle before does not count. */
    void begin() {
        lastExchange = System.nanoTime();
    }

    boolean reached() {
        return routes.stream()
                .allMatch(route -> context.getInflightRepository().size(route.getRouteId()) == 0 && dry(route));
    }

    private boolean dry(Route route) {
        Consumer consumer = route.getConsumer();
        return consumer instanceof Drainable drainable
                ? drainable.drained()
                : System.nanoTime() - lastExchange > idleNanos;
    }

    private final class LastExchange extends EventNotifierSupport {

        @Override
        public void notify(CamelEvent event) {
            String from = ((CamelEvent.ExchangeEvent) event).getExchange().getFromRouteId();
            if (ids.contains(from)) {
                lastExchange = System.nanoTime();
            }
        }

        @Override
        public boolean isEnabled(CamelEvent event) {
            return event instanceof CamelEvent.ExchangeEvent;
        }
    }
}
