package dev.dromedary.pipeline;

import java.util.Optional;

/** What accompanies the pipelines of a process: watches them, or lets others steer them. */
public interface Attendant extends AutoCloseable {

    /** Is told of each batch of any pipeline, where the attendant wants to be. */
    default Optional<BatchObserver> observer() {
        return Optional.empty();
    }

    /**
     * The start waits for a system, or no more.
     *
     * @param why why it is not there; empty if it is
     */
    default void waiting(String system, Optional<String> why) {
        // Of no interest to most.
    }

    /** The pipelines have been started. */
    void started(Pipelines pipelines);

    /** Comes often while the pipelines work, on the thread that looks after them; others may have come, and some gone. */
    default void tick() {
        // Of no interest to most.
    }

    /**
     * The process ends because of this pipeline.
     *
     * @param why one line, without any value of a record
     */
    default void failed(String pipeline, String why) {
        // Of no interest to most.
    }

    /** The process ends; the pipelines are still there. */
    @Override
    void close();

    /** All has stopped, or could not be started; the last that it is told. */
    default void ended() {
        // Of no interest to most.
    }
}
