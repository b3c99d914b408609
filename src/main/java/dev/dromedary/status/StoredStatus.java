package dev.dromedary.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.LoadedPipelines;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.runs.RunLog;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.sql.SQLException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
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
        Map<String, List<Run>> runs = new LinkedHashMap<>();
        pipelines.forEach(pipeline -> runs.put(pipeline, runs(pipeline)));
        Map<String, Consumer<PipelineReport>> waiting = waiting(runs);
        return pipelines.stream()
                .map(pipeline -> report(pipeline, runs.get(pipeline), waiting.get(pipeline)))
                .toList();
    }

    private ObjectNode report(String pipeline, List<Run> runs, Consumer<PipelineReport> waiting) {
        Optional<Run> on =
                runs.stream().filter(run -> run.outcome() == Outcome.RUNNING).findFirst();
        Optional<Run> last =
                runs.stream().filter(run -> run.outcome() != Outcome.RUNNING).findFirst();
        PipelineReport report = new PipelineReport(pipeline, on.isPresent() ? "running" : "stopped")
                .schedule(Timetable.of(pipeline, settings).toString(), Optional.empty())
                .run(on)
                .lastRun(last)
                .deadLetters(runs.isEmpty() ? OptionalLong.empty() : open(pipeline));
        waiting.accept(report);
        return report.json();
    }

    /** All are loaded together, which is quicker; where one of them cannot be loaded, each by itself. */
    private Map<String, Consumer<PipelineReport>> waiting(Map<String, List<Run>> runs) {
        if (state.isEmpty()) {
            // Asking the sources would make the state.
            Map<String, Consumer<PipelineReport>> answers = new LinkedHashMap<>();
            runs.keySet()
                    .forEach(pipeline -> answers.put(pipeline, report -> report.noBacklog("nothing has run here yet")));
            return answers;
        }
        if (runs.isEmpty()) {
            return Map.of();
        }
        try (LoadedPipelines loaded =
                        LoadedPipelines.loader(settings, folder, runs.keySet()).load();
                Backlogs backlogs = new Backlogs()) {
            Map<String, Callable<List<Backlog>>> questions = new LinkedHashMap<>();
            runs.forEach((pipeline, its) -> questions.put(
                    pipeline,
                    () -> loaded.backlogs(pipeline, its.stream().findFirst().flatMap(Run::watermark))));
            return backlogs.ask(questions);
        } catch (ConfigurationException e) {
            Map<String, Consumer<PipelineReport>> answers = new LinkedHashMap<>();
            runs.forEach((pipeline, its) -> answers.putAll(
                    runs.size() == 1
                            ? Map.of(pipeline, report -> report.noBacklog(e.getMessage()))
                            : waiting(Map.of(pipeline, its))));
            return answers;
        }
    }

    private OptionalLong open(String pipeline) {
        return state.map(database -> new DeadLetters(database, settings.path("dead-letters.keyset")))
                .map(letters -> OptionalLong.of(letters.open(pipeline)))
                .orElseGet(OptionalLong::empty);
    }

    private List<Run> runs(String pipeline) {
        if (state.isEmpty()) {
            return List.of();
        }
        RunLog log = new RunLog(state.get(), 1);
        try {
            return log.isThere() ? log.latest(pipeline, RUNS) : List.of();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(state.get().name(), e);
        }
    }
}
