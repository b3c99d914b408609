package dev.dromedary.jmx;

import dev.dromedary.deadletter.Replay;
import dev.dromedary.deadletter.Replayed;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.pipeline.UnreachableException;
import dev.dromedary.settings.ConfigurationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Replays of dead letters inside this process, one at a time for each pipeline, beside the pipeline itself. What is on
 * when the process ends is cut off, which a replay bears. Thread-safe.
 */
public final class Replays implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    private final Loader loader;
    private final Map<String, Supplier<String>> states = new ConcurrentHashMap<>();
    private final Map<String, Boolean> running = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newCachedThreadPool(Threads.named("replay"));

    /** Loads what replays a pipeline's letters, as the route files are at that moment. */
    @FunctionalInterface
    public interface Loader {

        /** @throws ConfigurationException if its letters cannot be replayed, or its routes or settings are wrong */
        Replay load(String pipeline);
    }

    public Replays(Loader loader) {
        this.loader = loader;
    }

    /** What has come of the last replay of the pipeline, in one line; null if there was none. */
    String of(String pipeline) {
        Supplier<String> state = states.get(pipeline);
        return state == null ? null : state.get();
    }

    /** @throws IllegalStateException if one of the pipeline is on */
    void start(String pipeline) {
        if (running.putIfAbsent(pipeline, true) != null) {
            throw new IllegalStateException("a replay of the dead letters of " + pipeline + " is on");
        }
        Replayed replayed = new Replayed();
        states.put(pipeline, () -> "running: " + counts(replayed));
        threads.execute(() -> {
            String end = replay(pipeline, replayed);
            states.put(pipeline, () -> end);
            running.remove(pipeline);
            LOG.info("{}: replay of dead letters {}", pipeline, end);
        });
    }

    private String replay(String pipeline, Replayed replayed) {
        try (Replay replay = loader.load(pipeline)) {
            Optional<String> obstacle = replay.obstacle(pipeline);
            if (obstacle.isPresent()) {
                return "failed: " + obstacle.get();
            }
            replay.start();
            boolean complete = replay.run(open(pipeline), pipeline, replayed);
            return (complete ? "done: " : "broken off: ") + counts(replayed);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "cut off: " + counts(replayed);
        } catch (ConfigurationException | UnreachableException e) {
            return "failed: " + e.getMessage();
        } catch (RuntimeException e) {
            return "failed: " + FailureLog.describe(e) + ": " + counts(replayed);
        }
    }

    private static Selection open(String pipeline) {
        return new Selection(true, List.of(), Optional.of(pipeline), Optional.empty(), Optional.empty());
    }

    private static String counts(Replayed replayed) {
        return replayed.landed() + " landed, " + replayed.failed() + " failed again"
                + (replayed.left() == 0 ? "" : ", " + replayed.left() + " as they were");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
