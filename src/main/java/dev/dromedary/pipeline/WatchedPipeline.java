package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import java.util.Optional;

/**
 * A pipeline that is loaded, in a Camel of its own, and the editions that it is and was.
 *
 * @param edition what it is made of
 * @param previous what it was made of before, if that may be brought back
 * @param loaded its routes and beans
 * @param failure where it reports what it cannot get over
 */
record WatchedPipeline(Edition edition, Optional<Edition> previous, LoadedPipelines loaded, RunFailure failure) {

    /** Whether it has failed for how it is written, and was written otherwise before. */
    boolean isToBeBroughtBack() {
        return previous.isPresent()
                && failure.fault()
                        .filter(ConfigurationException.class::isInstance)
                        .isPresent();
    }

    /** The same, which another edition has as well. */
    WatchedPipeline as(Edition other) {
        return new WatchedPipeline(other, previous, loaded, failure);
    }

    /** Finishes what is in flight, and closes routes and beans. */
    void stop() {
        loaded.close();
    }
}
