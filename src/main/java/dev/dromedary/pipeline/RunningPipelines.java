package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;

/** The pipelines that are loaded, each in a Camel of its own, by name, and what they share. Thread-safe. */
final class RunningPipelines implements AutoCloseable {

    private final Map<String, WatchedPipeline> running = new ConcurrentSkipListMap<>();
    private WatchedPipeline shared;

    /** Keeps what all share, as it was when it was loaded first. */
    synchronized void share(WatchedPipeline common) {
        shared = common;
    }

    synchronized CamelContext shared() {
        return shared.loaded().context();
    }

    Set<String> names() {
        return Set.copyOf(running.keySet());
    }

    /** Passes on what they cannot get over, but for what is to be brought back. */
    void passFailuresOn(RunFailure failure) {
        running.forEach((name, pipeline) -> {
            if (!pipeline.isToBeBroughtBack(name)) {
                pipeline.failure().passOn(failure);
            }
        });
    }

    Optional<WatchedPipeline> find(String name) {
        return Optional.ofNullable(running.get(name));
    }

    void put(String name, WatchedPipeline pipeline) {
        running.put(name, pipeline);
    }

    Optional<WatchedPipeline> remove(String name) {
        return Optional.ofNullable(running.remove(name));
    }

    /** Where the routes of a pipeline are. */
    CamelContext context(String name) {
        return running.get(name).loaded().context();
    }

    /** The routes of all. */
    List<Route> routes() {
        return running.values().stream()
                .flatMap(pipeline -> pipeline.loaded().context().getRoutes().stream())
                .toList();
    }

    /** What they are made of, and were where that may be brought back. */
    synchronized List<Edition> editions() {
        List<Edition> editions = new ArrayList<>();
        if (shared != null) {
            editions.add(shared.edition());
        }
        for (WatchedPipeline pipeline : running.values()) {
            editions.add(pipeline.edition());
            pipeline.previous().ifPresent(editions::add);
        }
        return editions;
    }

    /** Stops all at the same time, so that the time for that is the time for one. */
    void stop() {
        ExecutorService threads = Executors.newCachedThreadPool(Threads.named("stop"));
        running.values().forEach(pipeline -> threads.execute(pipeline::stop));
        threads.shutdown();
        Threads.await(threads, Duration.ofNanos(Long.MAX_VALUE));
        running.clear();
    }

    /** Stops what they share, after all have stopped. */
    @Override
    public synchronized void close() {
        if (shared != null) {
            shared.stop();
            shared = null;
        }
    }
}
