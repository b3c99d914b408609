package dev.dromedary.batch;

import java.util.Optional;

/**
 * A sink that keeps the position of a source together with the records that it lands (invariant 2), and so is the one
 * to ask where to go on.
 */
public interface PositionStore {

    /**
     * The position of the last batch that landed, as {@link Batch#position()} gave it; empty before the first.
     *
     * @throws UnavailableException if the sink cannot be asked now
     */
    Optional<String> position(String pipeline);

    /**
     * The same for who does not mean to land anything: whoever lands batches now goes on undisturbed.
     *
     * @throws UnavailableException if the sink cannot be asked now
     */
    Optional<String> glance(String pipeline);

    /**
     * Nothing more lands until the position is asked for again: another process may land batches meanwhile, and this one
     * goes on from theirs.
     */
    default void release(String pipeline) {}
}
