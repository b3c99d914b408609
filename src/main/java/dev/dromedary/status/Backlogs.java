package dev.dromedary.status;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * Asks sources how much waits there, all at the same time, and no longer than whoever asked wants to wait: a source that
 * is slower is said to be so. Thread-safe.
 */
final class Backlogs implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMillis(700);
    private static final int AT_A_TIME = 8;

    private final ExecutorService askers = Executors.newFixedThreadPool(AT_A_TIME, Threads.named("status"));

    /** What came of a question: an addition to a report. */
    Map<String, Consumer<PipelineReport>> ask(Map<String, Callable<List<Backlog>>> questions) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, Future<List<Backlog>>> asked = new LinkedHashMap<>();
        questions.forEach((name, question) -> asked.put(name, askers.submit(question)));
        Map<String, Consumer<PipelineReport>> answers = new LinkedHashMap<>();
        asked.forEach((name, question) -> answers.put(name, answer(question, deadline)));
        return answers;
    }

    private static Consumer<PipelineReport> answer(Future<List<Backlog>> question, long deadline) {
        try {
            List<Backlog> backlogs = question.get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            return report -> report.backlogs(backlogs);
        } catch (TimeoutException e) {
            question.cancel(true);
            return report -> report.noBacklog("its source is slow to answer");
        } catch (ExecutionException e) {
            String why = why(e.getCause());
            return report -> report.noBacklog(why);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return report -> report.noBacklog("interrupted");
        }
    }

    static String why(Throwable cause) {
        return cause instanceof ConfigurationException || cause instanceof UnavailableException
                ? cause.getMessage()
                : "its source does not answer: " + FailureLog.describe(cause);
    }

    @Override
    public void close() {
        askers.shutdownNow();
    }
}
