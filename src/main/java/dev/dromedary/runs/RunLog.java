package dev.dromedary.runs;

import dev.dromedary.clock.WallClock;
import dev.dromedary.database.Database;
import dev.dromedary.database.Migrations;
import dev.dromedary.pipeline.Requirement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The runs of all pipelines, in the state database, so that one can ask what has happened when the process is gone. A
 * process says now and then that its runs go on; one that has stopped saying so is {@link Outcome#LOST}. Thread-safe.
 */
public final class RunLog implements Requirement {

    private static final String COLUMNS = "id, pipeline, cause, process, started, ended, alive_until, outcome, detail,"
            + " watermark, stored, duplicates, dead_letters";

    private static final String UPSERT = "insert into runs (" + COLUMNS + ")"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (id) do update set ended = excluded.ended, alive_until = excluded.alive_until,"
            + " outcome = excluded.outcome, detail = excluded.detail,"
            + " watermark = excluded.watermark, stored = excluded.stored,"
            + " duplicates = excluded.duplicates, dead_letters = excluded.dead_letters"
            + " where runs.ended is null";

    private static final String PRUNE = "delete from runs where pipeline = ? and outcome <> 'running' and started <"
            + " (select min(started) from (select started from runs where pipeline = ? order by started desc limit ?) kept)";

    private final Database database;
    private final int kept;
    private final Clock clock;

    /** @param kept how many runs of each pipeline are remembered; at least 1 */
    public RunLog(Database database, int kept) {
        this(database, kept, WallClock.utc());
    }

    RunLog(Database database, int kept, Clock clock) {
        this.database = database;
        this.kept = kept;
        this.clock = clock;
    }

    @Override
    public String system() {
        return database.name();
    }

    /** Makes the table where whoever shares the database has not made it already. */
    @Override
    public void check() throws SQLException {
        if (!isThere()) {
            new Migrations(database, "db/migration/state", database.migrates()).check();
        }
    }

    /** Whether the table can be read: not in a database that was never used, or by an earlier version only. */
    public boolean isThere() {
        try {
            return database.reading(connection -> {
                try (Statement statement = connection.createStatement();
                        ResultSet rows = statement.executeQuery("select 1 from runs where 1 = 0")) {
                    return !rows.next();
                }
            });
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Keeps what is known of a run.
     *
     * @param silence how long the process may say nothing more of a run that goes on before it counts as lost
     * @throws SQLException if the state cannot take it
     */
    public void keep(Run run, Duration silence) throws SQLException {
        long aliveUntil = clock.instant().plus(silence).toEpochMilli();
        database.inTransaction(connection -> {
            upsert(connection, run, aliveUntil);
            if (run.ended().isPresent()) {
                prune(connection, run.pipeline());
            }
            return null;
        });
    }

    private static void upsert(Connection connection, Run run, long aliveUntil) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            statement.setString(1, run.id());
            statement.setString(2, run.pipeline());
            statement.setString(3, run.cause());
            statement.setString(4, run.process());
            statement.setLong(5, run.started().toEpochMilli());
            statement.setObject(6, run.ended().map(Instant::toEpochMilli).orElse(null));
            statement.setLong(7, aliveUntil);
            statement.setString(8, run.outcome().code());
            statement.setString(9, run.detail().orElse(null));
            statement.setString(10, run.watermark().orElse(null));
            statement.setLong(11, run.counts().stored());
            statement.setLong(12, run.counts().duplicates());
            statement.setLong(13, run.counts().deadLetters());
            statement.executeUpdate();
        }
    }

    private void prune(Connection connection, String pipeline) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(PRUNE)) {
            statement.setString(1, pipeline);
            statement.setString(2, pipeline);
            statement.setInt(3, kept);
            statement.executeUpdate();
        }
    }

    /** The run with this id. */
    public Optional<Run> find(String id) throws SQLException {
        return query("where id = ?", id, 1).stream().findFirst();
    }

    /** The latest runs of a pipeline, those that go on included, latest first. */
    public List<Run> latest(String pipeline, int most) throws SQLException {
        return query("where pipeline = ? order by started desc, id limit ?", pipeline, most);
    }

    private List<Run> query(String condition, String parameter, int most) throws SQLException {
        return database.reading(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select " + COLUMNS + " from runs " + condition)) {
                statement.setString(1, parameter);
                if (condition.endsWith("limit ?")) {
                    statement.setInt(2, most);
                }
                try (ResultSet rows = statement.executeQuery()) {
                    List<Run> runs = new ArrayList<>();
                    while (rows.next()) {
                        runs.add(run(rows));
                    }
                    return runs;
                }
            }
        });
    }

    private Run run(ResultSet row) throws SQLException {
        long ended = row.getLong("ended");
        Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(ended));
        Outcome outcome = Outcome.of(row.getString("outcome"));
        boolean silent = row.getLong("alive_until") < clock.millis();
        return new Run(
                row.getString("id"),
                row.getString("pipeline"),
                row.getString("cause"),
                row.getString("process"),
                Instant.ofEpochMilli(row.getLong("started")),
                end,
                outcome == Outcome.RUNNING && silent ? Outcome.LOST : outcome,
                Optional.ofNullable(row.getString("detail")),
                Optional.ofNullable(row.getString("watermark")),
                new Counts(row.getLong("stored"), row.getLong("duplicates"), row.getLong("dead_letters")));
    }

    /** Makes a {@link RunLog} from properties, as routes declare it. */
    public static final class Builder {

        private Database database;
        private int kept = 100;

        public void setDatabase(Database database) {
            this.database = database;
        }

        public void setKept(int kept) {
            this.kept = kept;
        }

        public RunLog build() {
            return new RunLog(database, kept);
        }
    }
}
