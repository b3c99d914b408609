package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.Optional;

/**
 * A pipeline that is loaded, in a Camel of its own, and the editions that it is and was.
 *
 * @param edition what it is made of
 * @param previous what it was made of before, if that may be brought back
 * @param loaded its routes and beans
 * @param failure where it reports what it cannot get over
 * @param begun {@link System#nanoTime} when it was loaded
 */
record WatchedPipeline(
        Edition edition, Optional<Edition> previous, LoadedPipelines loaded, RunFailure failure, long begun) {

    /** What fails later does not fail for the last edit. */
    private static final Duration PROBATION = Duration.ofMinutes(5);

    /** One that has just been loaded. */
    static WatchedPipeline of(Edition edition, Optional<Edition> previous, LoadedPipelines loaded, RunFailure failure) {
        return new WatchedPipeline(edition, previous, loaded, failure, System.nanoTime());
    }

    /** Whether it has failed for how it is written, and was written otherwise before. */
    boolean isToBeBroughtBack(String name) {
        return previous.isPresent()
                && isOnProbation(name)
                && failure.fault()
                        .filter(ConfigurationException.class::isInstance)
                        .isPresent();
    }

    /** A bounded one may run for the first time long after it was loaded. */
    private boolean isOnProbation(String name) {
        return edition.timetable(name).bounded() || System.nanoTime() - begun < PROBATION.toNanos();
    }

    /** Whether it is made of something else in an edition. */
    boolean isOther(String name, Edition other) {
        return !edition.fingerprint(name).equals(other.fingerprint(name));
    }

    /** Whether it is to run at other times in an edition. */
    boolean isAtOtherTimes(String name, Edition other) {
        return !edition.times(name).equals(other.times(name));
    }

    /** Whether it begins to run continuously in an edition, or ceases to. */
    boolean runsOtherwise(String name, Edition other) {
        return edition.timetable(name).bounded() != other.timetable(name).bounded();
    }

    /** The same, which another edition has as well. */
    WatchedPipeline as(Edition other) {
        return new WatchedPipeline(other, previous, loaded, failure, begun);
    }

    /** Finishes what is in flight, and closes routes and beans. */
    void stop() {
        loaded.close();
    }
}
