package dev.dromedary.pipeline;

import dev.dromedary.batch.Batch;
import java.util.concurrent.atomic.LongAdder;

/** What one pipeline has done since the process started. Thread-safe. */
public final class Tally {

    private final LongAdder received = new LongAdder();
    private final LongAdder stored = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder deadLetters = new LongAdder();
    private final LongAdder givenBack = new LongAdder();

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

    public void received(int records) {
        received.add(records);
    }

    /** Counts a batch whose records are durable. */
    public void settled(Batch batch) {
        stored.add(batch.stored());
        duplicates.add(batch.duplicates());
        deadLetters.add(batch.deadLetters());
    }

    /** Counts records that became dead letters before they were in any batch. */
    public void buried(long records) {
        received.add(records);
        deadLetters.add(records);
    }

    /** Counts records that went back to their source. */
    public void givenBack(int records) {
        givenBack.add(records);
    }

    public Counts counts() {
        return new Counts(received.sum(), stored.sum(), duplicates.sum(), deadLetters.sum(), givenBack.sum());
    }
}
