package dev.dromedary.pipeline;

import java.util.Optional;

/** A source that can tell how much waits in it without touching it. Consumers or endpoints implement it. */
public interface Backlogged {

    /**
     * Asks the source. Thread-safe; to be quick it may count some thousands only.
     *
     * @param watermark how far the source has been read, for one that does not know it itself; empty if nobody knows
     * @throws Exception if it does not answer
     */
    Backlog backlog(Optional<String> watermark) throws Exception;
}
