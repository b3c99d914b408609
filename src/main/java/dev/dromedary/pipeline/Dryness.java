package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.support.EventNotifierSupport;

/**
 * Knows when all sources of a run are empty. A {@link Drainable} source says so itself; any other counts as empty when
 * nothing is in flight and its routes have been idle for a while.
 */
final class Dryness {

    private final CamelContext context;
    private final long idleNanos;
    private volatile long lastExchange = System.nanoTime();

    Dryness(CamelContext context, Duration idle) {
        this.context = context;
        this.idleNanos = idle.toNanos();
        if (!allDrainable(context.getRoutes())) {
            context.getManagementStrategy().addEventNotifier(new LastExchange());
        }
    }

    private static boolean allDrainable(Collection<Route> routes) {
        return routes.stream().allMatch(route -> route.getConsumer() instanceof Drainable);
    }

    boolean reached() {
        return context.getInflightRepository().size() == 0
                && context.getRoutes().stream().allMatch(this::dry);
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
            lastExchange = System.nanoTime();
        }

        @Override
        public boolean isEnabled(CamelEvent event) {
            return event instanceof CamelEvent.ExchangeEvent;
        }
    }
}
