package dev.dromedary.deadletter;

import dev.dromedary.pipeline.Circuits;
import dev.dromedary.pipeline.LoadedPipelines;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.pipeline.UnreachableException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Breaks off a replay whose routes wait for a system that has been down for too long, or that somebody ends. Thread-safe, for
 * one replay at a time.
 */
final class ReplayWatch {

    private static final Duration PERIOD = Duration.ofMillis(100);

    /** What is longer between two looks is no waiting: the process stood still. */
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(1);

    private final Duration patience;
    private final Duration grace;
    private final RunFailure failure;

    private final Circuits circuits;

    private final Stopwatch stopwatch;

    /** By the stopwatch, in nanoseconds; null while nobody has. */
    private Long stopped;

    /** The first failure since something worked, and when it was seen, by the stopwatch. */
    private Instant outage;

    private long outageSeen;
    private Thread worker;
    private RuntimeException verdict;

    /**
     * @param patience how long a system may be down
     * @param grace how long what is in work may take after somebody has ended the replay
     */
    ReplayWatch(Duration patience, Duration grace) {
        // Never open: there is no source to be paused.
        this(patience, grace, new Circuits(Integer.MAX_VALUE), System::nanoTime);
    }

    ReplayWatch(Duration patience, Duration grace, Circuits circuits, LongSupplier nanoTime) {
        this.patience = patience;
        this.grace = grace;
        this.circuits = circuits;
        this.stopwatch = new Stopwatch(nanoTime, LONGEST_LOOK.toNanos());
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
        stopped = stopwatch.read();
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

    synchronized void look(String pipeline) {
        if (worker == null) {
            return;
        }
        long now = stopwatch.read();
        verdict = outage(pipeline, now).or(failure::fault).orElse(null);
        boolean overdue = stopped != null && now - stopped > grace.toNanos();
        if (verdict != null || overdue) {
            worker.interrupt();
            worker = null;
        }
    }

    private Optional<RuntimeException> outage(String pipeline, long now) {
        Optional<Map.Entry<Instant, String>> failing = circuits.of(pipeline).failing();
        Instant since = failing.map(Map.Entry::getKey).orElse(null);
        if (!Objects.equals(since, outage)) {
            outage = since;
            outageSeen = now;
        }
        return failing.filter(known -> now - outageSeen > patience.toNanos())
                .map(known -> new UnreachableException(pipeline + ": a system that it needs has been down for "
                        + patience.toSeconds() + " s (startup.timeout): " + known.getValue()
                        + "; what has landed is marked, repeat the replay when it is there"));
    }
}
