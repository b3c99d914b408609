package dev.dromedary.pipeline;

import java.util.Optional;

/** A consumer of a source that is read by position. */
public interface Watermarked {

    /** The position up to which all has landed, in the source's own words; empty before it is known. Thread-safe. */
    Optional<String> watermark();
}
