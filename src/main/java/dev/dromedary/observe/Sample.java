package dev.dromedary.observe;

import dev.dromedary.runs.Run;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What had to be asked for of one pipeline, and when it was last known. Immutable.
 *
 * @param waiting records that wait at its sources, at least; empty where they cannot tell, or do not answer
 * @param fault why its sources do not answer; empty if they do
 * @param openLetters its dead letters that have neither landed nor been discarded; empty if the state does not answer
 * @param lastRun its last run that has ended, in whatever process
 */
record Sample(OptionalLong waiting, Optional<String> fault, OptionalLong openLetters, Optional<Run> lastRun) {

    static final Sample NONE =
            new Sample(OptionalLong.empty(), Optional.empty(), OptionalLong.empty(), Optional.empty());

    Sample withFault(String why) {
        return new Sample(OptionalLong.empty(), Optional.of(why), openLetters, lastRun);
    }
}
