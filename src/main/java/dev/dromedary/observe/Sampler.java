package dev.dromedary.observe;

import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.runs.Run;
import dev.dromedary.settings.ConfigurationException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Asks sources and the state at an interval how much waits there, so that whoever scrapes waits for nobody. One that does
 * not answer holds up no other, and is not asked again before it has. Thread-safe.
 */
final class Sampler implements AutoCloseable {

    private final Pipelines pipelines;
    private final Optional<DeadLetters> letters;
    private final Map<String, Sample> samples = new ConcurrentHashMap<>();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService clock =
            Executors.newSingleThreadScheduledExecutor(Threads.named("observe-clock"));
    private final ExecutorService askers = Executors.newCachedThreadPool(Threads.named("observe"));

    private Sampler(Pipelines pipelines) {
        this.pipelines = pipelines;
        this.letters = pipelines.bean(DeadLetters.class);
    }

    /** Begins at once, in threads of its own. */
    static Sampler start(Pipelines pipelines, Duration interval) {
        Sampler sampler = new Sampler(pipelines);
        sampler.clock.scheduleAtFixedRate(sampler::askAll, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
        return sampler;
    }

    /** As it was when the pipeline was last asked about. */
    Sample of(String pipeline) {
        return samples.getOrDefault(pipeline, Sample.NONE);
    }

    private void askAll() {
        samples.keySet().removeIf(name -> pipelines.find(name).isEmpty());
        for (Pipeline pipeline : pipelines.all()) {
            if (asked.add(pipeline.name())) {
                askers.execute(() -> ask(pipeline));
            } else {
                samples.put(pipeline.name(), of(pipeline.name()).withFault("its source is slow to answer"));
            }
        }
    }

    private void ask(Pipeline pipeline) {
        try {
            Sample known = new Sample(OptionalLong.empty(), Optional.empty(), open(pipeline), lastRun(pipeline));
            samples.put(pipeline.name(), waiting(pipeline, known));
        } finally {
            asked.remove(pipeline.name());
        }
    }

    private static Sample waiting(Pipeline pipeline, Sample known) {
        try {
            List<Backlog> backlogs = pipeline.backlogs();
            OptionalLong sum = backlogs.isEmpty()
                    ? OptionalLong.empty()
                    : OptionalLong.of(
                            backlogs.stream().mapToLong(Backlog::waiting).sum());
            return new Sample(sum, Optional.empty(), known.openLetters(), known.lastRun());
        } catch (ConfigurationException e) {
            return known.withFault(e.getMessage());
        } catch (Exception e) {
            return known.withFault(FailureLog.describe(e));
        }
    }

    private Optional<Run> lastRun(Pipeline pipeline) {
        try {
            return pipelines.lastEnded(pipeline.name());
        } catch (SQLException | RuntimeException e) {
            return of(pipeline.name()).lastRun();
        }
    }

    private OptionalLong open(Pipeline pipeline) {
        try {
            return letters.map(store -> OptionalLong.of(store.open(pipeline.name())))
                    .orElseGet(OptionalLong::empty);
        } catch (RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        askers.shutdownNow();
    }
}
