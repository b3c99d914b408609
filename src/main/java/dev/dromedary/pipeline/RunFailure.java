package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a consumer says that its pipeline cannot go on by itself, and that a person must look. The run then ends with exit
 * code 1, or with that of the fault: what is in flight is finished, and nothing is lost. The first fault is the one that
 * counts. One instance a process, in the registry. Thread-safe.
 */
public final class RunFailure {

    private static final Logger LOG = LoggerFactory.getLogger(RunFailure.class);

    private final boolean once;
    private final Duration patience;
    private final Map<String, String> broken = new ConcurrentHashMap<>();
    private final AtomicReference<RuntimeException> fault = new AtomicReference<>();

    /** A pipeline has failed while it was at work; the message is one line. */
    static final class FailedException extends RuntimeException {

        private final String pipeline;

        FailedException(String pipeline, String why) {
            super(pipeline + ": " + why, null, false, false);
            this.pipeline = pipeline;
        }
    }

    /** For a run that goes on. */
    public RunFailure() {
        this(false, Duration.ZERO);
    }

    /** For what ends by itself, and gives up when a system has been down for so long. */
    public static RunFailure givingUpAfter(Duration patience) {
        return new RunFailure(true, patience);
    }

    /**
     * @param once whether the run ends by itself when the sources are empty
     * @param patience how long such a run waits for a source that is down
     */
    RunFailure(boolean once, Duration patience) {
        this.once = once;
        this.patience = patience;
    }

    /**
     * Ends the run.
     *
     * @param why one line: what, where, and what to do; without any value of a record
     */
    public void report(String pipeline, String why) {
        fault.compareAndSet(null, new FailedException(pipeline, why));
    }

    /**
     * Ends a run with {@code --once}; in a process that goes on the pipeline is stopped and started again after a while.
     *
     * @param why as for {@link #report(String, String)}
     */
    public void broken(String pipeline, String why) {
        if (once) {
            report(pipeline, why);
        } else {
            broken.put(pipeline, why);
        }
    }

    /** Tells another all that is told here. */
    void passOn(RunFailure other) {
        takeBroken().forEach(other::broken);
        fault().ifPresent(told -> other.fault.compareAndSet(null, told));
    }

    /** What has broken since this was last called: why, by pipeline. */
    Map<String, String> takeBroken() {
        Map<String, String> taken = new HashMap<>();
        for (String pipeline : broken.keySet()) {
            taken.put(pipeline, broken.remove(pipeline));
        }
        return taken;
    }

    /** Ends the run for settings whose fault is seen only when the pipeline is at work. */
    public void report(ConfigurationException cause) {
        fault.compareAndSet(null, cause);
    }

    /** Ends a run with {@code --once}; one that goes on only logs it, since what is wrong may be put right meanwhile. */
    public void reportOnce(String pipeline, String why) {
        if (once) {
            report(pipeline, why);
        } else {
            LOG.error("{}: {}", pipeline, why);
        }
    }

    /** As {@link #report(ConfigurationException)} for a run with {@code --once}; one that goes on waits for it. */
    public void reportOnce(ConfigurationException cause) {
        if (once) {
            report(cause);
        }
    }

    /**
     * Ends a run with {@code --once} that needs a system which has been down for too long; one that goes on waits without end.
     *
     * @param since {@link System#nanoTime} of the first failure since it last worked
     */
    public void reportIfStill(String pipeline, long since, String why) {
        if (once && System.nanoTime() - since > patience.toNanos()) {
            fault.compareAndSet(
                    null,
                    new UnreachableException(pipeline + ": a system that it needs has been down for "
                            + patience.toSeconds() + " s (startup.timeout): " + why));
        }
    }

    /** Whether a fault is one of this pipeline; one that names none is one of all. */
    static boolean concerns(RuntimeException fault, String pipeline) {
        if (fault instanceof FailedException failed) {
            return failed.pipeline.equals(pipeline);
        }
        return !(fault instanceof UnreachableException) || fault.getMessage().startsWith(pipeline + ": ");
    }

    /** What has been told, if anything was. */
    public Optional<RuntimeException> fault() {
        return Optional.ofNullable(fault.get());
    }
}
