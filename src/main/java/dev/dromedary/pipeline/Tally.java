package dev.dromedary.pipeline;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.LetterCounts;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.clock.WallClock;
import dev.dromedary.runs.Outcome;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What one pipeline has done since the process started, counted by the batch. Thread-safe. */
public final class Tally {

    private static final double NANOS = 1e9;
    private static final double MILLIS = 1e3;

    private final List<BatchObserver> observers;
    private final LongAdder received = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder givenBack = new LongAdder();
    private final Map<Reason, LongAdder> letters = adders(Reason.class);
    private final Map<Outcome, LongAdder> runs = adders(Outcome.class);
    private final Histogram batchSizes =
            new Histogram(1, 5, 10, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 20_000, 50_000, 100_000);
    private final Histogram durations =
            new Histogram(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300);
    private final Histogram latencies =
            new Histogram(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400);

    /** The counts at one moment. */
    public record Counts(long received, long stored, long duplicates, long deadLetters, long givenBack) {

        /** Records that are durable, one way or another. */
        public long settled() {
            return stored + duplicates + deadLetters;
        }

        /** Records that were received and are neither durable nor given back. */
        public long inFlight() {
            return received - settled() - givenBack;
        }
    }

    public Tally() {
        this(List.of());
    }

    /** @param observers told of each batch */
    Tally(List<BatchObserver> observers) {
        this.observers = observers;
    }

    private static <E extends Enum<E>> Map<E, LongAdder> adders(Class<E> type) {
        Map<E, LongAdder> adders = new EnumMap<>(type);
        for (E value : type.getEnumConstants()) {
            adders.put(value, new LongAdder());
        }
        return adders;
    }

    public void received(int records) {
        received.add(records);
    }

    /** A batch begins its way through the route. */
    public Passage begin(Batch batch) {
        return new Passage(this, batch, observers);
    }

    /**
     * Counts a batch whose records are durable.
     *
     * @param records those that the batch began with
     * @param nanos how long its way took
     */
    void settled(Batch result, List<SourceRecord> records, long nanos) {
        stored.add(result.stored());
        duplicates.add(result.duplicates());
        add(result.letters());
        batchSizes.add(records.size());
        durations.add(nanos / NANOS);
        long now = WallClock.now().toEpochMilli();
        double[] ages = new double[records.size()];
        // A source whose clock is ahead of ours has no records from the future.
        Arrays.setAll(ages, i -> Math.max(0, now - records.get(i).sentAt().toEpochMilli()) / MILLIS);
        latencies.addAll(ages);
    }

    /** Counts records that became dead letters before they were in any batch. */
    public void buried(LetterCounts records) {
        received.add(records.total());
        add(records);
    }

    private void add(LetterCounts counts) {
        counts.byReason().forEach((reason, count) -> letters.get(reason).add(count));
    }

    /** Counts records that went back to their source. */
    public void givenBack(int records) {
        givenBack.add(records);
    }

    /** Counts a run that has ended. */
    void ended(Outcome outcome) {
        runs.get(outcome).increment();
    }

    public Counts counts() {
        long buried = letters.values().stream().mapToLong(LongAdder::sum).sum();
        return new Counts(received.sum(), stored.sum(), duplicates.sum(), buried, givenBack.sum());
    }

    public Map<Reason, Long> deadLetters() {
        return sums(letters);
    }

    /** The runs that have ended, by how they ended. */
    public Map<Outcome, Long> runs() {
        return sums(runs);
    }

    private static <E extends Enum<E>> Map<E, Long> sums(Map<E, LongAdder> adders) {
        return adders.keySet().stream().collect(Collectors.toMap(Function.identity(), key -> adders.get(key)
                .sum()));
    }

    /** Records in a settled batch. */
    public Histogram.Reading batchSizes() {
        return batchSizes.reading();
    }

    /** Seconds that a settled batch was on its way through the route. */
    public Histogram.Reading durations() {
        return durations.reading();
    }

    /** Seconds from the source's time of a record to its being durable. */
    public Histogram.Reading latencies() {
        return latencies.reading();
    }
}
