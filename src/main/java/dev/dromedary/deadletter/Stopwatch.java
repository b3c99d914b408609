package dev.dromedary.deadletter;

import java.util.function.LongSupplier;

/**
 * Counts the time in which it is looked at often. What is more than a bound between two looks is left out, since the process
 * stood still then (SIGSTOP, a machine that sleeps) and has waited for nothing; setting the time of day changes nothing. For use
 * by one thread at a time.
 */
final class Stopwatch {

    private final LongSupplier nanoTime;
    private final long longest;
    private long last;
    private long counted;

    /**
     * @param nanoTime as {@link System#nanoTime}
     * @param longest what is counted between two looks at the most, in nanoseconds
     */
    Stopwatch(LongSupplier nanoTime, long longest) {
        this.nanoTime = nanoTime;
        this.longest = longest;
        this.last = nanoTime.getAsLong();
    }

    /** Nanoseconds that were counted up to now. */
    long read() {
        long now = nanoTime.getAsLong();
        counted += Math.min(now - last, longest);
        last = now;
        return counted;
    }
}
