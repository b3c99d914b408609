package dev.dromedary.pipeline;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who accompany the pipelines. After the start none that fails keeps others from being told, or ends the process.
 * For one thread.
 */
final class Attendants {

    private static final Logger LOG = LoggerFactory.getLogger(Attendants.class);

    private final List<Attendant> attendants;
    private final Set<Attendant> failing = new HashSet<>();

    Attendants(List<Attendant> attendants) {
        this.attendants = List.copyOf(attendants);
    }

    List<BatchObserver> observers() {
        return attendants.stream()
                .flatMap(attendant -> attendant.observer().stream())
                .toList();
    }

    /** Tells all; throws what one throws that cannot do its work as it is set up. */
    void started(Pipelines pipelines) {
        attendants.forEach(attendant -> attendant.started(pipelines));
    }

    /** As often as this is called, one that fails is logged once until it is well again. */
    void tick() {
        for (Attendant attendant : attendants) {
            try {
                attendant.tick();
                failing.remove(attendant);
            } catch (RuntimeException e) {
                if (failing.add(attendant)) {
                    log(attendant, e);
                }
            }
        }
    }

    /** Tells each something, whatever becomes of the others. */
    void tell(Consumer<Attendant> what) {
        for (Attendant attendant : attendants) {
            try {
                what.accept(attendant);
            } catch (RuntimeException e) {
                log(attendant, e);
            }
        }
    }

    private static void log(Attendant attendant, RuntimeException cause) {
        LOG.error("{} failed: {}", attendant.getClass().getSimpleName(), FailureLog.describe(cause));
        LOG.debug("Cause", cause);
    }
}
