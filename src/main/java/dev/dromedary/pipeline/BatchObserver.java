package dev.dromedary.pipeline;

import dev.dromedary.batch.Batch;
import java.util.Optional;

/** Is told of each batch that goes through a route. Thread-safe; it must neither throw nor wait. */
public interface BatchObserver {

    /** What comes of one batch. */
    interface Observation {

        /**
         * The batch has come to its end.
         *
         * @param result what is durable; empty if the records went back to their source
         * @param cause why they did, where that is known
         */
        void ended(Optional<Batch> result, Optional<Throwable> cause);
    }

    /** A batch begins its way, on the thread that takes it through the route to its end. */
    Observation begun(Batch batch);
}
