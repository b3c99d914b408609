package dev.dromedary.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.LoadedPipelines;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.runs.RunLog;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * How a pipeline stands that no process of this machine runs: what the state remembers of it, and what its source says.
 * For one thread.
 */
public final class StoredStatus {

    private static final int RUNS = 20;

    private final Settings settings;
    private final RouteFolder folder;
    private final Optional<Database> state;

    /** @param state the state; empty where there is none yet */
    public StoredStatus(Settings settings, RouteFolder folder, Optional<Database> state) {
        this.settings = settings;
        this.folder = folder;
        this.state = state;
    }

    /**
     * The reports of pipelines, see {@link PipelineReport}, in their order.
     *
     * @throws DatabaseUnavailableException if the state does not answer
     */
    public List<ObjectNode> reports(Collection<String> pipelines) {
        if (pipelines.isEmpty()) {
            return List.of();
        }
        // Loading takes longer than all that the state is asked for.
        ExecutorService loader = Executors.newSingleThreadExecutor(Threads.named("status-load"));
        Future<LoadedPipelines> loading =
                state.isEmpty() ? CompletableFuture.completedFuture(null) : loader.submit(() -> load(pipelines));
        loader.shutdown();
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        Map<String, Long> open = new HashMap<>();
        ask(pipelines, runs, open);
        Map<String, Consumer<PipelineReport>> waiting = waiting(runs, loading);
        return pipelines.stream()
                .map(pipeline -> report(pipeline, runs.get(pipeline), open, waiting.get(pipeline)))
                .toList();
    }

    /** What the state remembers; nothing where it was never used, or by an earlier version only. */
    private void ask(Collection<String> pipelines, Map<String, List<Run>> runs, Map<String, Long> open) {
        pipelines.forEach(pipeline -> runs.put(pipeline, List.of()));
        RunLog log = state.map(database -> new RunLog(database, 1)).orElse(null);
        if (log == null || !log.isThere()) {
            return;
        }
        try {
            for (String pipeline : pipelines) {
                runs.put(pipeline, log.latest(pipeline, RUNS));
            }
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(state.get().name(), e);
        }
        pipelines.forEach(pipeline -> open.put(pipeline, 0L));
        open.putAll(new DeadLetters(state.get(), settings.path("dead-letters.keyset"))
                .counts(new Selection(true, List.of(), Optional.empty(), Optional.empty(), Optional.empty())));
    }

    private LoadedPipelines load(Collection<String> pipelines) {
        return LoadedPipelines.loader(settings, folder, new LinkedHashSet<>(pipelines))
                .unmanaged()
                .load();
    }

    private ObjectNode report(
            String pipeline, List<Run> runs, Map<String, Long> open, Consumer<PipelineReport> waiting) {
        Optional<Run> on =
                runs.stream().filter(run -> run.outcome() == Outcome.RUNNING).findFirst();
        Optional<Run> last =
                runs.stream().filter(run -> run.outcome() != Outcome.RUNNING).findFirst();
        PipelineReport report = new PipelineReport(pipeline, on.isPresent() ? "running" : "stopped")
                .schedule(Timetable.of(pipeline, settings).toString(), Optional.empty())
                .run(on)
                .lastRun(last)
                .deadLetters(open.containsKey(pipeline) ? OptionalLong.of(open.get(pipeline)) : OptionalLong.empty());
        waiting.accept(report);
        return report.json();
    }

    /** All are loaded together, which is quicker; where one of them cannot be loaded, each by itself. */
    private Map<String, Consumer<PipelineReport>> waiting(
            Map<String, List<Run>> runs, Future<LoadedPipelines> loading) {
        Map<String, Consumer<PipelineReport>> answers = new LinkedHashMap<>();
        if (state.isEmpty()) {
            // Asking the sources would make the state.
            runs.keySet()
                    .forEach(pipeline -> answers.put(pipeline, report -> report.noBacklog("nothing has run here yet")));
            return answers;
        }
        try (LoadedPipelines loaded = loading.get();
                Backlogs backlogs = new Backlogs()) {
            Map<String, Callable<List<Backlog>>> questions = new LinkedHashMap<>();
            runs.forEach((pipeline, its) -> questions.put(
                    pipeline,
                    () -> loaded.backlogs(pipeline, its.stream().findFirst().flatMap(Run::watermark))));
            return backlogs.ask(questions);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ConfigurationException fault)) {
                throw new IllegalStateException(e.getCause());
            }
            if (runs.size() == 1) {
                runs.keySet()
                        .forEach(pipeline -> answers.put(pipeline, report -> report.noBacklog(fault.getMessage())));
                return answers;
            }
            runs.forEach((pipeline, its) -> {
                FutureTask<LoadedPipelines> alone = new FutureTask<>(() -> load(List.of(pipeline)));
                alone.run();
                answers.putAll(waiting(Map.of(pipeline, its), alone));
            });
            return answers;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseUnavailableException(state.get().name(), new SQLException("interrupted"));
        }
    }
}
