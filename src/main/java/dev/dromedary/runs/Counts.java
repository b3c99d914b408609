package dev.dromedary.runs;

/** What a run has made durable: records that were new in the sink, that the sink already had, that became dead letters. */
public record Counts(long stored, long duplicates, long deadLetters) {

    public static final Counts NONE = new Counts(0, 0, 0);

    public Counts minus(Counts earlier) {
        return new Counts(stored - earlier.stored, duplicates - earlier.duplicates, deadLetters - earlier.deadLetters);
    }

    public long settled() {
        return stored + duplicates + deadLetters;
    }
}
