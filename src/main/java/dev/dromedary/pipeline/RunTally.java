package dev.dromedary.pipeline;

import dev.dromedary.runs.Counts;

/** What a pipeline has done since its present run began. To be begun by one thread at a time, and read by any. */
final class RunTally {

    private final Tally tally;
    private volatile Counts before = Counts.NONE;
    private volatile long givenBackBefore;

    RunTally(Tally tally) {
        this.tally = tally;
    }

    void begin() {
        before = counted();
        forgive();
    }

    /** What has gone back to its source until now is none of the run's faults. */
    void forgive() {
        givenBackBefore = tally.counts().givenBack();
    }

    boolean anyGivenBack() {
        return tally.counts().givenBack() > givenBackBefore;
    }

    Counts done() {
        return counted().minus(before);
    }

    private Counts counted() {
        Tally.Counts counts = tally.counts();
        return new Counts(counts.stored(), counts.duplicates(), counts.deadLetters());
    }
}
