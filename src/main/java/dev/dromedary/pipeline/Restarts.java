package dev.dromedary.pipeline;

import dev.dromedary.runs.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts pipelines again that run continuously and could not be started or broke, after waits that grow until one has
 * run for a while; of any other only the run ends. Thread-safe, but for {@link #tick}, which one thread calls.
 */
final class Restarts {

    private static final Logger LOG = LoggerFactory.getLogger(Restarts.class);

    /** One that has run for so long begins with the shortest wait again. */
    private static final Duration SOUND = Duration.ofMinutes(10);

    private final Map<String, Pipeline> pipelines;
    private final RunFailure failure;
    private final Backoff waits = new Backoff("Starting pipelines");
    private final Map<String, Restart> restarts = new ConcurrentHashMap<>();

    /** @param at {@link System#nanoTime} of the next start, or of the last one while none is due */
    private record Restart(int failures, long at, boolean due) {}

    Restarts(Map<String, Pipeline> pipelines, RunFailure failure) {
        this.pipelines = pipelines;
        this.failure = failure;
    }

    /** Starts the pipeline, now or, if that fails for other reasons than how it is configured, later. */
    void start(Pipeline pipeline, String cause) {
        try {
            pipeline.begin(cause, false);
        } catch (BusyException e) {
            LOG.debug("{} is not started: {}", pipeline.name(), e.getMessage());
        } catch (Exception e) {
            Misconfiguration.find(e).ifPresent(found -> {
                throw found;
            });
            again(pipeline, FailureLog.describe(e));
        }
    }

    /** Ends what has broken, and starts what is due. */
    void tick() {
        for (Map.Entry<String, String> broken : failure.takeBroken().entrySet()) {
            Pipeline pipeline = pipelines.get(broken.getKey());
            if (pipeline == null) {
                failure.report(broken.getKey(), broken.getValue());
            } else {
                pipeline.end(Outcome.FAILED, Optional.of(broken.getValue()));
                if (!pipeline.timetable().bounded()) {
                    again(pipeline, broken.getValue());
                }
            }
        }
        for (Pipeline pipeline : pipelines.values()) {
            Restart restart = restarts.get(pipeline.name());
            boolean startable = pipeline.state() == Pipeline.State.IDLE
                    && !pipeline.timetable().bounded();
            if (startable && restart != null && restart.due && System.nanoTime() - restart.at >= 0) {
                restarts.put(pipeline.name(), new Restart(restart.failures, System.nanoTime(), false));
                start(pipeline, "restart");
            }
        }
    }

    /** A pipeline is gone; one of the same name that comes is another. */
    void forget(String name) {
        restarts.remove(name);
    }

    private void again(Pipeline pipeline, String why) {
        Restart last = restarts.get(pipeline.name());
        boolean sound = last == null || System.nanoTime() - last.at > SOUND.toNanos();
        int failures = sound ? 1 : last.failures + 1;
        Duration delay = waits.delay(failures);
        restarts.put(pipeline.name(), new Restart(failures, System.nanoTime() + delay.toNanos(), true));
        LOG.error("{}: failed, and is started again in {} s: {}", pipeline.name(), delay.toSeconds(), why);
    }
}
