package dev.dromedary.deadletter;

import java.util.List;
import java.util.function.BooleanSupplier;

/** A consumer that hands its route letters, and nothing else. For use by one thread. */
public interface LetterConsumer {

    /** The pipeline whose letters it takes. */
    String pipeline();

    /** How many letters it takes at a time. */
    int most();

    /**
     * Sends letters through the route, and marks those that land.
     *
     * @param letters open ones of the pipeline, as they were when they were read
     * @param stopping whether somebody ends the replay: what has not begun is left then
     * @return false if there is no use in going on; the log says why
     */
    boolean replay(List<DeadLetter> letters, Replayed replayed, BooleanSupplier stopping) throws InterruptedException;

    /**
     * Does what is left to be done for all letters together, whether each was tried or the replay ends before.
     *
     * @return as {@link #replay}
     */
    default boolean finish(Replayed replayed, BooleanSupplier stopping) throws InterruptedException {
        return true;
    }
}
