package dev.dromedary.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.runs.Run;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How the pipelines of this process stand. Thread-safe. */
public final class LiveStatus implements AutoCloseable {

    /** Whoever asks wants an answer now: a source that is slower is said to be so. */
    private static final Duration PATIENCE = Duration.ofMillis(700);

    private final Pipelines pipelines;
    private final Optional<DeadLetters> letters;
    private final Duration circuitPatience;
    private final ExecutorService askers = Executors.newFixedThreadPool(4, Threads.named("status"));

    /**
     * @param letters where the pipelines keep them, if they do
     * @param circuitPatience how long a circuit may be open before a person should look
     */
    public LiveStatus(Pipelines pipelines, Optional<DeadLetters> letters, Duration circuitPatience) {
        this.pipelines = pipelines;
        this.letters = letters;
        this.circuitPatience = circuitPatience;
    }

    /** The reports of all pipelines, see {@link PipelineReport}. */
    public List<ObjectNode> all() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<Pipeline, Future<List<Backlog>>> asked = new LinkedHashMap<>();
        pipelines.all().forEach(pipeline -> asked.put(pipeline, askers.submit(pipeline::backlogs)));
        return asked.entrySet().stream()
                .map(entry -> report(entry.getKey(), entry.getValue(), deadline))
                .toList();
    }

    /** The report of one pipeline. */
    public ObjectNode one(Pipeline pipeline) {
        return report(pipeline, askers.submit(pipeline::backlogs), System.nanoTime() + PATIENCE.toNanos());
    }

    private ObjectNode report(Pipeline pipeline, Future<List<Backlog>> backlogs, long deadline) {
        PipelineReport report = new PipelineReport(
                        pipeline.name(), pipeline.state().code())
                .circuit(pipeline.circuit(), circuitPatience, Instant.now())
                .schedule(pipeline.timetable().toString(), pipelines.next(pipeline.name()))
                .rate(pipeline.rate())
                .inFlight(pipeline.counts().inFlight())
                .run(pipeline.current())
                .lastRun(lastEnded(pipeline.name()))
                .deadLetters(open(pipeline.name()));
        try {
            report.backlogs(backlogs.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            backlogs.cancel(true);
            report.noBacklog("its source is slow to answer");
        } catch (ExecutionException e) {
            report.noBacklog("its source does not answer: " + FailureLog.describe(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return report.json();
    }

    private Optional<Run> lastEnded(String pipeline) {
        try {
            return pipelines.lastEnded(pipeline);
        } catch (SQLException e) {
            return Optional.empty();
        }
    }

    private OptionalLong open(String pipeline) {
        try {
            return letters.isPresent() ? OptionalLong.of(letters.get().open(pipeline)) : OptionalLong.empty();
        } catch (RuntimeException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void close() {
        askers.shutdownNow();
    }
}
