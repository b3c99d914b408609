package dev.dromedary.pipeline;

import dev.dromedary.clock.WallClock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the systems that a pipeline needs are there, as a circuit breaker tells it. It opens after a number of failures
 * in a row; while it is open the pipeline's source is paused, and what is in flight is tried again without end; each such
 * try is a probe, during which the circuit is half open; the first that succeeds closes it. Thread-safe.
 */
public final class Circuit {

    private static final Logger LOG = LoggerFactory.getLogger(Circuit.class);

    /** The states of a circuit breaker. */
    public enum State {
        CLOSED,
        OPEN,
        HALF_OPEN;

        /** Lower case with a hyphen, as it is printed. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * The circuit at one moment.
     *
     * @param since when it was last closed or opened; empty if it never was open
     * @param why what fails; empty if it is closed
     */
    public record Reading(State state, Optional<Instant> since, Optional<String> why) {}

    private final String pipeline;
    private final int threshold;
    private final List<Runnable> listeners = new ArrayList<>();
    private State state = State.CLOSED;
    private int failures;
    private Instant failingSince;
    private Instant since;
    private String why;
    private boolean held;

    /** @param threshold failures in a row that open it; at least 1 */
    Circuit(String pipeline, int threshold) {
        this.pipeline = pipeline;
        this.threshold = threshold;
    }

    /** A step has failed for what is not there. */
    public void failed(String cause) {
        List<Runnable> told = List.of();
        synchronized (this) {
            failures++;
            failingSince = failingSince == null ? WallClock.now() : failingSince;
            why = cause;
            if (state == State.HALF_OPEN) {
                state = State.OPEN;
            } else if (state == State.CLOSED && failures >= threshold) {
                state = State.OPEN;
                since = WallClock.now();
                told = List.copyOf(listeners);
                LOG.warn("{}: circuit open, its source pauses: {}", pipeline, cause);
            }
        }
        told.forEach(Runnable::run);
    }

    /** The step is about to be tried again. */
    public synchronized void probing() {
        if (state == State.OPEN) {
            state = State.HALF_OPEN;
        }
    }

    /** All steps were done. */
    public void succeeded() {
        List<Runnable> told = List.of();
        synchronized (this) {
            if (close()) {
                told = List.copyOf(listeners);
                LOG.info("{}: circuit closed, its source goes on", pipeline);
            }
        }
        told.forEach(Runnable::run);
    }

    /** Forgets what was, because the routes begin anew; nobody is told. */
    public synchronized void reset() {
        close();
    }

    /** Whether it was not closed already. */
    private boolean close() {
        failures = 0;
        failingSince = null;
        if (state == State.CLOSED) {
            return false;
        }
        state = State.CLOSED;
        since = WallClock.now();
        why = null;
        return true;
    }

    /** Keeps the source paused, or no longer, whatever the state is: a person wants it so. */
    public synchronized void hold(boolean toBeHeld) {
        held = toBeHeld;
    }

    /** Whether the source is to be read. */
    public synchronized boolean letsRead() {
        return state == State.CLOSED && !held;
    }

    /** Runs the listener, on any thread, each time the circuit opens or closes from now on. */
    public synchronized void listen(Runnable listener) {
        listeners.add(listener);
    }

    public synchronized void forget(Runnable listener) {
        listeners.remove(listener);
    }

    /** Since when steps have failed and none succeeded, and why; empty where the last one succeeded. */
    public synchronized Optional<Map.Entry<Instant, String>> failing() {
        return Optional.ofNullable(failingSince).map(begun -> Map.entry(begun, why));
    }

    public synchronized Reading reading() {
        return new Reading(
                state, Optional.ofNullable(since), state == State.CLOSED ? Optional.empty() : Optional.ofNullable(why));
    }
}
