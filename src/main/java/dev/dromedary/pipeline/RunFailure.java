package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a consumer says that its pipeline cannot go on by itself, and that a person must look. The run then ends with exit
 * code 1, or 2 where its settings are wrong: what is in flight is finished, and nothing is lost. One instance a process,
 * in the registry. Thread-safe.
 */
public final class RunFailure {

    private static final Logger LOG = LoggerFactory.getLogger(RunFailure.class);

    private final boolean once;
    private final AtomicReference<String> reason = new AtomicReference<>();
    private volatile ConfigurationException misconfiguration;

    /** For a run that goes on. */
    public RunFailure() {
        this(false);
    }

    /** @param once whether the run ends by itself when the sources are empty */
    RunFailure(boolean once) {
        this.once = once;
    }

    /**
     * Ends the run; the first reason is the one that counts.
     *
     * @param why one line: what, where, and what to do; without any value of a record
     */
    public void report(String pipeline, String why) {
        reason.compareAndSet(null, pipeline + ": " + why);
    }

    /** Ends the run for settings whose fault is seen only when the pipeline is at work. */
    public void report(String pipeline, ConfigurationException fault) {
        misconfiguration = fault;
        report(pipeline, fault.getMessage());
    }

    /** Ends a run with {@code --once}; one that goes on only logs it, since what is wrong may be put right meanwhile. */
    public void reportOnce(String pipeline, String why) {
        if (once) {
            report(pipeline, why);
        } else {
            LOG.error("{}: {}", pipeline, why);
        }
    }

    /** As {@link #report(String, ConfigurationException)} for a run with {@code --once}; one that goes on waits for it. */
    public void reportOnce(String pipeline, ConfigurationException fault) {
        if (once) {
            report(pipeline, fault);
        }
    }

    Optional<ConfigurationException> misconfiguration() {
        return Optional.ofNullable(misconfiguration);
    }

    Optional<String> reason() {
        return Optional.ofNullable(reason.get());
    }
}
