package dev.dromedary.deadletter;

import dev.dromedary.clock.WallClock;
import dev.dromedary.pipeline.Circuit;
import dev.dromedary.pipeline.Circuits;
import dev.dromedary.pipeline.LoadedPipelines;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.pipeline.UnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Breaks off a replay whose routes wait for a system that has been down for too long, or that somebody ends. Thread-safe, for
 * one replay at a time.
 */
final class ReplayWatch {

    private static final Duration PERIOD = Duration.ofMillis(100);

    private final Duration patience;
    private final Duration grace;
    private final RunFailure failure;

    /** Never opens: there is no source to be paused. */
    private final Circuits circuits = new Circuits(Integer.MAX_VALUE);

    private Instant stopped;
    private Thread worker;
    private RuntimeException verdict;

    /**
     * @param patience how long a system may be down
     * @param grace how long what is in work may take after somebody has ended the replay
     */
    ReplayWatch(Duration patience, Duration grace) {
        this.patience = patience;
        this.grace = grace;
        this.failure = RunFailure.givingUpAfter(patience);
    }

    /** What is done with letters; whether it came to its end. */
    @FunctionalInterface
    interface Work {
        boolean run() throws InterruptedException;
    }

    /** Hears of the failures of what is loaded. */
    LoadedPipelines.Loader over(LoadedPipelines.Loader loader) {
        return loader.bind("circuits", circuits).bind("run-failure", failure);
    }

    synchronized void stop() {
        stopped = WallClock.now();
    }

    synchronized boolean stopping() {
        return stopped != null;
    }

    /** Some of the work is done: what may have been down is there. */
    void succeeded(String pipeline) {
        circuits.of(pipeline).reset();
    }

    /**
     * Does the work of a pipeline on this thread.
     *
     * @return whether it came to its end, which it does not where somebody breaks it off
     * @throws UnreachableException if it was broken off because a system has been down for too long
     */
    boolean during(String pipeline, Work work) throws InterruptedException {
        begin();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Threads.named("replay-watch"));
        timer.scheduleWithFixedDelay(() -> look(pipeline), PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
        try {
            return work.run();
        } catch (InterruptedException e) {
            if (!brokenOff()) {
                throw e;
            }
            return false;
        } finally {
            timer.shutdownNow();
            end();
        }
    }

    private synchronized void begin() {
        worker = Thread.currentThread();
        verdict = null;
    }

    private synchronized boolean brokenOff() {
        return worker == null;
    }

    /** Clears the interruption that was ours. */
    private synchronized void end() {
        if (worker == null) {
            Thread.interrupted();
        }
        worker = null;
        if (verdict != null) {
            throw verdict;
        }
    }

    private synchronized void look(String pipeline) {
        if (worker == null) {
            return;
        }
        verdict = outage(pipeline).or(failure::fault).orElse(null);
        boolean overdue = stopped != null && stopped.plus(grace).isBefore(WallClock.now());
        if (verdict != null || overdue) {
            worker.interrupt();
            worker = null;
        }
    }

    private Optional<RuntimeException> outage(String pipeline) {
        Circuit circuit = circuits.of(pipeline);
        return circuit.failing()
                .filter(failing -> failing.getKey().plus(patience).isBefore(WallClock.now()))
                .map(failing -> new UnreachableException(pipeline + ": a system that it needs has been down for "
                        + patience.toSeconds() + " s (startup.timeout): " + failing.getValue()
                        + "; what has landed is marked, repeat the replay when it is there"));
    }
}
