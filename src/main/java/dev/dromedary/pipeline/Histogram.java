package dev.dromedary.pipeline;

import java.util.Arrays;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/** How values are distributed over buckets with fixed bounds. Only grows. Thread-safe. */
public final class Histogram {

    private final double[] bounds;
    private final LongAdder[] counts;
    private final DoubleAdder sum = new DoubleAdder();

    /**
     * What it holds at one moment.
     *
     * @param bounds the greatest value of each bucket but the last, ascending; the last bucket has none
     * @param counts of each bucket by itself; one more than bounds
     */
    public record Reading(double[] bounds, long[] counts, double sum) {}

    /** @param bounds the greatest value of each bucket but the last, ascending */
    Histogram(double... bounds) {
        this.bounds = bounds;
        this.counts = new LongAdder[bounds.length + 1];
        Arrays.setAll(counts, bucket -> new LongAdder());
    }

    void add(double value) {
        counts[bucket(value)].increment();
        sum.add(value);
    }

    /** Adds many values at the price of a few, for they are counted apart first. */
    void addAll(double[] values) {
        long[] many = new long[counts.length];
        double total = 0;
        for (double value : values) {
            many[bucket(value)]++;
            total += value;
        }
        for (int bucket = 0; bucket < many.length; bucket++) {
            if (many[bucket] > 0) {
                counts[bucket].add(many[bucket]);
            }
        }
        sum.add(total);
    }

    private int bucket(double value) {
        int found = Arrays.binarySearch(bounds, value);
        return found >= 0 ? found : -found - 1;
    }

    public Reading reading() {
        return new Reading(
                bounds.clone(), Arrays.stream(counts).mapToLong(LongAdder::sum).toArray(), sum.sum());
    }
}
