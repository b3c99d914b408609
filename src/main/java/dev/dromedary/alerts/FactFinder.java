package dev.dromedary.alerts;

import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Circuit;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.runs.Run;
import dev.dromedary.runs.RunLog;
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
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the pipelines of this process, their sources and what the state remembers of them. For one thread. */
final class FactFinder implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FactFinder.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int AT_A_TIME = 4;

    /** Of so many runs one is the last that has ended, however many processes there are. */
    private static final int RUNS = 20;

    private final Pipelines pipelines;
    private final Optional<DeadLetters> letters;
    private final Optional<RunLog> runs;
    private final ExecutorService askers = Executors.newFixedThreadPool(AT_A_TIME, Threads.named("alert-facts"));
    private boolean stateAnswers;

    FactFinder(Pipelines pipelines) {
        this.pipelines = pipelines;
        this.letters = pipelines.bean(DeadLetters.class);
        this.runs = pipelines.bean(RunLog.class);
    }

    /**
     * The facts of each pipeline, by name.
     *
     * @param since letters that failed since then count
     * @param lags whether it is to be asked what waits for a pipeline of that name
     */
    Map<String, Facts> find(Instant since, Predicate<String> lags) {
        stateAnswers = true;
        Optional<Map<String, Long>> counts = letters(since);
        Map<String, Future<List<Backlog>>> asked = new LinkedHashMap<>();
        for (Pipeline pipeline : pipelines.all()) {
            if (lags.test(pipeline.name()) && isReading(pipeline)) {
                asked.put(pipeline.name(), askers.submit(pipeline::backlogs));
            }
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Facts> facts = new LinkedHashMap<>();
        for (Pipeline pipeline : pipelines.all()) {
            String name = pipeline.name();
            facts.put(
                    name,
                    new Facts(
                            pipeline.state(),
                            pipeline.circuit(),
                            pipeline.counts().received(),
                            counts.map(all -> OptionalLong.of(all.getOrDefault(name, 0L)))
                                    .orElseGet(OptionalLong::empty),
                            Optional.ofNullable(asked.get(name)).flatMap(question -> answer(name, question, deadline)),
                            runs(name)));
        }
        return facts;
    }

    private static boolean isReading(Pipeline pipeline) {
        return pipeline.state() == Pipeline.State.RUNNING && pipeline.circuit().state() == Circuit.State.CLOSED;
    }

    private Optional<Map<String, Long>> letters(Instant since) {
        Selection recent = new Selection(true, List.of(), Optional.empty(), Optional.empty(), Optional.of(since));
        return ask(() -> letters.isEmpty() ? null : letters.get().counts(recent));
    }

    private Optional<List<Run>> runs(String pipeline) {
        return ask(() -> runs.isEmpty() ? null : runs.get().latest(pipeline, RUNS));
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    /** A state that does not answer is asked once a round: each time takes as long as its pool waits. */
    private <T> Optional<T> ask(Question<T> question) {
        if (!stateAnswers) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(question.ask());
        } catch (SQLException | RuntimeException e) {
            stateAnswers = false;
            LOG.debug("The state is not known: {}", FailureLog.describe(e));
            return Optional.empty();
        }
    }

    private static Optional<List<Backlog>> answer(String pipeline, Future<List<Backlog>> question, long deadline) {
        try {
            return Optional.of(question.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            question.cancel(true);
        } catch (ExecutionException e) {
            LOG.debug("{}: what waits is not known: {}", pipeline, FailureLog.describe(e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        askers.shutdownNow();
    }
}
