package dev.dromedary.pipeline;

import dev.dromedary.batch.Batch;
import java.util.List;
import java.util.Optional;

/**
 * A batch on its way through a route. Closed when it has come to its end; what was not settled by then counts as not
 * done. For the thread that takes the batch through.
 */
public final class Passage implements AutoCloseable {

    private final Tally tally;
    private final Batch batch;
    private final List<BatchObserver.Observation> observations;
    private final long begun = System.nanoTime();
    private Batch result;
    private Throwable cause;

    Passage(Tally tally, Batch batch, List<BatchObserver> observers) {
        this.tally = tally;
        this.batch = batch;
        this.observations =
                observers.stream().map(observer -> observer.begun(batch)).toList();
    }

    /** Counts the records, which are durable as the result tells. */
    public void settled(Batch durable) {
        result = durable;
        tally.settled(durable, batch.records(), System.nanoTime() - begun);
    }

    /** Says why the records are not durable; who gives them back counts them. */
    public void failed(Throwable why) {
        cause = why;
    }

    @Override
    public void close() {
        for (BatchObserver.Observation observation : observations) {
            observation.ended(Optional.ofNullable(result), Optional.ofNullable(cause));
        }
    }
}
