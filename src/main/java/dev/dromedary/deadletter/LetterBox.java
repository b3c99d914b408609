package dev.dromedary.deadletter;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.database.Database;

/** Where rejected records are kept. Thread-safe. */
public interface LetterBox {

    /**
     * Keeps the rejections of a batch; they are durable when it returns (invariant 1). One that is there already has failed
     * once more.
     *
     * @return the batch without them
     * @throws UnavailableException if they cannot be kept now; some of them may be kept then
     */
    Batch store(Batch batch);

    /** Whether they are in the same database, which may have one writer. */
    boolean areIn(Database other);
}
