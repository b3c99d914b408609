package dev.dromedary.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Watches a count grow to its goal. It looks every few milliseconds until the first record is there and again when the
 * last ones are due, and seldom in between: a count walks through all records, and must not slow down what it measures.
 */
final class Meter {

    private static final Duration SHORTEST = Duration.ofMillis(3);
    private static final Duration LONGEST = Duration.ofMillis(500);
    private static final int LOOKS_AHEAD = 8;

    /** A count and when it was taken, in milliseconds since the first. */
    record Sample(double millis, long count) {}

    private final LongSupplier count;
    private final BooleanSupplier alive;
    private final Duration patience;

    /** @param alive whether what is measured still runs; if it does not, the count is given one last look */
    Meter(LongSupplier count, BooleanSupplier alive, Duration patience) {
        this.count = count;
        this.alive = alive;
        this.patience = patience;
    }

    /**
     * Samples from the first one above zero to the first one that reaches the goal.
     *
     * @throws IllegalStateException if patience or what is measured ends before
     */
    List<Sample> watch(long goal) {
        List<Sample> samples = new ArrayList<>();
        long begin = System.nanoTime();
        long first = 0;
        while (true) {
            boolean wasAlive = alive.getAsBoolean();
            long now = System.nanoTime();
            long seen = count.getAsLong();
            if (seen > 0 && samples.isEmpty()) {
                first = now;
            }
            if (seen > 0) {
                samples.add(new Sample((now - first) / 1e6, seen));
            }
            if (seen >= goal) {
                return samples;
            }
            if (!wasAlive || now - begin > patience.toNanos()) {
                String why = wasAlive ? "gave up" : "it has ended";
                throw new IllegalStateException(why + " at " + seen + " of " + goal + " records");
            }
            pause(samples, goal);
        }
    }

    private static void pause(List<Sample> samples, long goal) {
        long millis = SHORTEST.toMillis();
        if (samples.size() > 1) {
            Sample last = samples.get(samples.size() - 1);
            double left = (goal - last.count()) / rate(samples) * 1000;
            millis = (long) Math.max(millis, Math.min(left / LOOKS_AHEAD, LONGEST.toMillis()));
        }
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while sampling", e);
        }
    }

    /** Records a second between the first sample and the last; what the first one had already is not counted. */
    static double rate(List<Sample> samples) {
        Sample first = samples.get(0);
        Sample last = samples.get(samples.size() - 1);
        return (last.count() - first.count()) / Math.max(last.millis() - first.millis(), 0.001) * 1000;
    }
}
