package dev.dromedary.pipeline;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * How a consumer says that its pipeline cannot go on by itself, and that a person must look. The run then ends with exit
 * code 1: what is in flight is finished, and nothing is lost. One instance a process, in the registry. Thread-safe.
 */
public final class RunFailure {

    private final AtomicReference<String> reason = new AtomicReference<>();

    /**
     * Ends the run; the first reason is the one that counts.
     *
     * @param why one line: what, where, and what to do; without any value of a record
     */
    public void report(String pipeline, String why) {
        reason.compareAndSet(null, pipeline + ": " + why);
    }

    Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }
}
