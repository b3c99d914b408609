package dev.dromedary.pipeline;

import org.apache.camel.api.management.mbean.ManagedRouteMBean;

/**
 * What Camel has counted of a route since it was loaded.
 *
 * @param completed exchanges that went through, whatever they held: one may be a batch of many records
 * @param failed exchanges that did not
 * @param seconds that all of them took together
 */
public record RouteCounts(String routeId, long completed, long failed, long inFlight, double seconds) {

    static RouteCounts of(ManagedRouteMBean route) {
        try {
            return new RouteCounts(
                    route.getRouteId(),
                    route.getExchangesCompleted(),
                    route.getExchangesFailed(),
                    route.getExchangesInflight(),
                    route.getTotalProcessingTime() / 1e3);
        } catch (Exception e) {
            throw new IllegalStateException("Camel does not tell of its route", e);
        }
    }
}
