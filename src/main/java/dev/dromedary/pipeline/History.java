package dev.dromedary.pipeline;

import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.runs.RunLog;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this process tells of its runs: to the log of all runs where there is one, and from memory. A state that does not
 * answer holds no pipeline up; the log then lacks something. Thread-safe.
 */
final class History {

    private static final Logger LOG = LoggerFactory.getLogger(History.class);

    /** Notes that are missing before a run counts as lost. */
    private static final int MISSING_NOTES = 3;

    private static final int REMEMBERED = 1000;

    private final Optional<RunLog> log;
    private final Duration silence;
    private final String process;
    private final Map<String, Run> remembered = new ConcurrentHashMap<>();

    /** @param interval how often a run that goes on is noted */
    History(Optional<RunLog> log, Duration interval) {
        this.log = log;
        this.silence = interval.multipliedBy(MISSING_NOTES);
        this.process = Run.thisProcess();
    }

    /** Whether a run did not come to its end because its process came to its own. */
    boolean isCutOff(Run run) {
        return run.outcome() == Outcome.INTERRUPTED
                || run.outcome() == Outcome.LOST
                || run.outcome() == Outcome.RUNNING && isGone(run);
    }

    /** Sooner than by its silence: a process that is restarted at once finds the runs of the one before. */
    private boolean isGone(Run run) {
        return !remembered.containsKey(run.id()) && (run.process().equals(process) || run.isOrphaned());
    }

    String process() {
        return process;
    }

    void keep(Run run) {
        if (remembered.size() >= REMEMBERED) {
            remembered.values().removeIf(old -> old.ended().isPresent());
        }
        // A note that a run goes on may come later than that of its end.
        remembered.merge(run.id(), run, (old, young) -> old.ended().isPresent() ? old : young);
        if (log.isEmpty()) {
            return;
        }
        try {
            log.get().keep(run, silence);
        } catch (SQLException e) {
            LOG.warn("Run {} of {} could not be noted: the state does not take it", run.id(), run.pipeline());
            LOG.debug("Cause", e);
        }
    }

    /**
     * The run with this id, of this process or from the log.
     *
     * @throws SQLException if it is not of this process, and the log cannot be asked
     */
    Optional<Run> find(String id) throws SQLException {
        Run own = remembered.get(id);
        if (own != null || log.isEmpty()) {
            return Optional.ofNullable(own);
        }
        return log.get().find(id);
    }

    /**
     * The last run of a pipeline that has ended, of any process.
     *
     * @throws SQLException if the log cannot be asked
     */
    Optional<Run> lastEnded(String pipeline) throws SQLException {
        if (log.isEmpty()) {
            return remembered.values().stream()
                    .filter(run ->
                            run.pipeline().equals(pipeline) && run.ended().isPresent())
                    .max(java.util.Comparator.comparing(Run::started));
        }
        return log.get().latest(pipeline, 20).stream()
                .filter(run -> run.outcome() != Outcome.RUNNING)
                .findFirst();
    }

    /**
     * The last run of a pipeline that was begun, by any process.
     *
     * @throws SQLException if the log cannot be asked
     */
    Optional<Run> last(String pipeline) throws SQLException {
        return log.isEmpty()
                ? Optional.empty()
                : log.get().latest(pipeline, 1).stream().findFirst();
    }

    /** When the last run of a pipeline began, unless its process did not live to end it; empty also if that is not known. */
    Optional<Instant> begunAndNotCutOff(String pipeline) {
        try {
            return last(pipeline).filter(run -> !isCutOff(run)).map(Run::started);
        } catch (SQLException e) {
            LOG.warn("{}: the log of runs does not answer, so no missed run is made good", pipeline);
            return Optional.of(Instant.MAX);
        }
    }

    /** Whether the last run of a pipeline that has ended was done, after the time. */
    boolean endedWellSince(String pipeline, Optional<Instant> time) {
        try {
            return lastEnded(pipeline)
                    .filter(run -> run.outcome() == Outcome.DONE)
                    .flatMap(Run::ended)
                    .filter(ended -> time.isEmpty() || ended.isAfter(time.get()))
                    .isPresent();
        } catch (SQLException e) {
            return false;
        }
    }
}
