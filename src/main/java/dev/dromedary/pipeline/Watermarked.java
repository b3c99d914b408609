package dev.dromedary.pipeline;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/** A consumer of a source that is read by position. */
public interface Watermarked {

    /** The position up to which all has landed, in the source's own words; empty before it is known. Thread-safe. */
    Optional<String> watermark();

    /**
     * The same as a number that only grows, to be drawn and watched.
     *
     * @param sequence number of the last change that has landed, in a source that numbers its changes
     * @param time of the last change that has landed, in a source that is read by time
     */
    record Mark(OptionalLong sequence, Optional<Instant> time) {}

    /** Thread-safe; empty before it is known, and where it is no number. */
    default Optional<Mark> mark() {
        return Optional.empty();
    }
}
