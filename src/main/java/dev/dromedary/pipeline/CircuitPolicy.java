package dev.dromedary.pipeline;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every route a policy that tells its pipeline's circuit of each success, and pauses the route's consumer while the
 * circuit is open. In the registry, where Camel finds it. Thread-safe.
 */
final class CircuitPolicy implements RoutePolicyFactory {

    private static final Logger LOG = LoggerFactory.getLogger(CircuitPolicy.class);

    private final Circuits circuits;

    /** Suspending waits for calls of the consumer to end, and whoever tells of a failure has to try again meanwhile. */
    private final ExecutorService switcher = Executors.newSingleThreadExecutor(Threads.named("circuit"));

    CircuitPolicy(Circuits circuits) {
        this.circuits = circuits;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return new Policy();
    }

    private final class Policy extends RoutePolicySupport implements Runnable {

        private Route route;
        private Circuit circuit;

        @Override
        public void onInit(Route initialised) {
            route = initialised;
            circuit = circuits.of(route);
            circuit.listen(this);
        }

        @Override
        public void onRemove(Route removed) {
            circuit.forget(this);
        }

        @Override
        public void onExchangeDone(Route done, Exchange exchange) {
            if (!done.getRouteId().equals(exchange.getFromRouteId())) {
                // A part of an exchange that goes on.
                return;
            }
            // One that failed has ended too, and perhaps it was the last that could probe: what is still down opens it
            // again.
            if (!exchange.isFailed() || circuit.reading().state() != Circuit.State.CLOSED) {
                circuit.succeeded();
            }
        }

        @Override
        public void run() {
            switcher.execute(this::follow);
        }

        /** Whatever has been told, what counts is how the circuit is now; a route that is not running is left alone. */
        private void follow() {
            if (PipelineRoutes.continues(route)) {
                // What is in flight needs it.
                return;
            }
            if (route.getCamelContext().getRouteController().getRouteStatus(route.getRouteId())
                    != ServiceStatus.Started) {
                return;
            }
            try {
                if (circuit.letsRead()) {
                    resumeOrStartConsumer(route.getConsumer());
                }
                if (!circuit.letsRead()) {
                    suspendOrStopConsumer(route.getConsumer());
                }
            } catch (Exception e) {
                LOG.warn(
                        "{}: its consumer does not follow the circuit: {}", route.getRouteId(), FailureLog.describe(e));
            }
        }
    }
}
