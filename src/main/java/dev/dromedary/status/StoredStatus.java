package dev.dromedary.status;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.LoadedPipelines;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.runs.RunLog;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

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
     * The report of a pipeline, see {@link PipelineReport}.
     *
     * @throws DatabaseUnavailableException if the state does not answer
     */
    public ObjectNode report(String pipeline) {
        List<Run> runs = runs(pipeline);
        Optional<Run> on =
                runs.stream().filter(run -> run.outcome() == Outcome.RUNNING).findFirst();
        Optional<Run> last =
                runs.stream().filter(run -> run.outcome() != Outcome.RUNNING).findFirst();
        PipelineReport report = new PipelineReport(pipeline, on.isPresent() ? "running" : "stopped")
                .schedule(Timetable.of(pipeline, settings).toString(), Optional.empty())
                .run(on)
                .lastRun(last)
                .deadLetters(runs.isEmpty() ? OptionalLong.empty() : open(pipeline));
        try {
            report.backlogs(backlogs(pipeline, runs.stream().findFirst().flatMap(Run::watermark)));
        } catch (ConfigurationException | UnavailableException e) {
            report.noBacklog(e.getMessage());
        } catch (Exception e) {
            report.noBacklog("its source does not answer: " + FailureLog.describe(e));
        }
        return report.json();
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

    private List<Backlog> backlogs(String pipeline, Optional<String> watermark) throws Exception {
        try (LoadedPipelines loaded =
                LoadedPipelines.loader(settings, folder, Set.of(pipeline)).load()) {
            return loaded.backlogs(watermark);
        }
    }
}
