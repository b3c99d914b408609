package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Events a second over the last while, from a count that only grows. Thread-safe. */
final class Rate {

    private static final long WINDOW = Duration.ofMinutes(1).toNanos();

    private final Deque<Sample> samples = new ArrayDeque<>();

    private record Sample(long nanos, long count) {}

    /** @param nanos of {@link System#nanoTime}, never less than before */
    synchronized void sample(long nanos, long count) {
        samples.addLast(new Sample(nanos, count));
        while (nanos - samples.getFirst().nanos > WINDOW) {
            samples.removeFirst();
        }
    }

    /** 0 before the second sample. */
    synchronized double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        return (last.count - first.count) * 1e9 / Math.max(1, last.nanos - first.nanos);
    }
}
