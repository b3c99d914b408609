package dev.dromedary.pipeline;

import dev.dromedary.clock.WallClock;
import dev.dromedary.runs.Counts;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import java.util.Optional;

/**
 * What is noted of a pipeline's runs: which one is on, what it has done, and how it ended. To be begun and ended by one
 * thread at a time, and read by any.
 */
final class RunBook {

    private final String pipeline;
    private final Tally tally;
    private final History history;
    private volatile Run run;
    private volatile Counts before = Counts.NONE;
    private volatile long givenBackBefore;

    RunBook(String pipeline, Tally tally, History history) {
        this.pipeline = pipeline;
        this.tally = tally;
        this.history = history;
    }

    /** What is done from now on is the next run's. */
    void prepare() {
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

    Run begin(String cause) {
        run = Run.begin(pipeline, cause, history.process());
        history.keep(run);
        return run;
    }

    boolean isRunning() {
        return run != null;
    }

    /** The run that is on, with what it has done so far. */
    Optional<Run> current(Optional<String> watermark) {
        return Optional.ofNullable(run).map(on -> on.with(watermark, counted().minus(before)));
    }

    /** Notes that the run goes on, if one is on. */
    void note(Optional<String> watermark) {
        current(watermark).ifPresent(history::keep);
    }

    /** Ends the run that is on, if one is, and gives it back as it ended. */
    Optional<Run> end(Optional<String> watermark, Outcome outcome, Optional<String> why) {
        Optional<Run> over = current(watermark).map(on -> on.ended(WallClock.now(), outcome, why));
        run = null;
        over.ifPresent(ended -> {
            tally.ended(outcome);
            history.keep(ended);
        });
        return over;
    }

    private Counts counted() {
        Tally.Counts counts = tally.counts();
        return new Counts(counts.stored(), counts.duplicates(), counts.deadLetters());
    }
}
