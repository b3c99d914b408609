package dev.dromedary.capture;

import dev.dromedary.batch.Peekable;
import dev.dromedary.batch.PositionStore;
import dev.dromedary.csv.CsvLoad;
import dev.dromedary.csv.RetryCondition;
import dev.dromedary.database.Database;
import dev.dromedary.database.Dialect;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.pipeline.UnreachableException;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import dev.dromedary.settings.Durations;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.sqlite.SQLiteErrorCode;

/**
 * A table to follow, as a route declares it: where it is, what identifies its rows, how changes are found, and the file
 * that it is loaded from, if it is. A route reads it by {@code table-changes:} and the name of this bean. Thread-safe.
 */
public final class TableChanges implements Requirement {

    private static final String CHANGES = "changes";

    private final Builder settings;

    private TableChanges(Builder settings) {
        this.settings = settings;
    }

    @Override
    public String system() {
        return "database " + settings.database.name();
    }

    @Override
    public void check() throws SQLException {
        try (Connection connection = settings.database.dataSource().getConnection()) {
            connection.getMetaData().getTables(null, null, settings.table, null).close();
        } catch (SQLException e) {
            if (isCorrupt(e)) {
                throw corrupt();
            }
            throw e;
        }
    }

    private UnreachableException corrupt() {
        return new UnreachableException(
                "database " + settings.database.name() + ": the file is corrupt or no SQLite database");
    }

    static boolean isCorrupt(SQLException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                int code = sql.getErrorCode() & 0xFF;
                if (code == SQLiteErrorCode.SQLITE_NOTADB.code || code == SQLiteErrorCode.SQLITE_CORRUPT.code) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The file that the table is loaded from, if there is one. */
    Optional<CsvLoad> load() {
        return Optional.ofNullable(settings.load);
    }

    Database database() {
        return settings.database;
    }

    /**
     * How many rows have changed since a position.
     *
     * @throws SQLException if the database does not answer
     */
    Backlog backlog(Optional<String> position) throws SQLException {
        RowsBehind behind = new RowsBehind(settings.database, settings.table, settings.key, settings.filter);
        return settings.mode.equals(CHANGES)
                ? behind.afterChange(position.flatMap(ChangeLogPosition::parse))
                : behind.afterTime(position.flatMap(TimestampPosition::parse), settings.timestamp);
    }

    /** Where rows are asked for as they are now; empty where no log of changes is followed. */
    Optional<ChangeRequests> requests() {
        return settings.mode.equals(CHANGES)
                ? Optional.of(new ChangeRequests(settings.database, settings.table, settings.key))
                : Optional.empty();
    }

    /**
     * What a row must fulfil to be sent from the table when it is written late: where rows are found by their timestamps, its own
     * is not before the look-back.
     *
     * @param positions who knows what was sent
     * @throws dev.dromedary.batch.UnavailableException if they cannot be asked now
     */
    Optional<RetryCondition> retryCondition(PositionStore positions, String pipeline) {
        return settings.mode.equals(CHANGES)
                ? Optional.empty()
                : Optional.of(LateRows.condition(timestampSettings(), positions.glance(pipeline)));
    }

    private TimestampCapture.Settings timestampSettings() {
        return new TimestampCapture.Settings(
                settings.table, settings.key, settings.timestamp, settings.filter, settings.lookBack, pageSize());
    }

    private PageSize pageSize() {
        return new PageSize(settings.pageSize, settings.pageMemory.bytes());
    }

    /** @param pipeline the name under which is remembered what was sent */
    Capture capture(String pipeline) {
        if (settings.mode.equals(CHANGES)) {
            return new ChangeLogCapture(settings.database, settings.table, settings.key, settings.filter, pageSize());
        }
        return new TimestampCapture(settings.database, timestampSettings(), new SentRows(settings.state, pipeline));
    }

    /**
     * Looks at what would be sent, without changing anything.
     *
     * @param most records at the most
     * @throws ConfigurationException if the table cannot be followed, or there is neither a table nor a file for it
     */
    Peekable.Seen peek(String pipeline, int most) throws SQLException, IOException {
        TablePeek.Settings what = new TablePeek.Settings(
                settings.database,
                settings.table,
                settings.key,
                settings.filter,
                settings.mode.equals(CHANGES) ? null : settings.timestamp,
                settings.pageMemory.bytes());
        try {
            return new TablePeek(what, most).look(pipeline, load());
        } catch (NoTableException e) {
            throw new ConfigurationException(e.getMessage(), e);
        } catch (SQLException e) {
            if (isCorrupt(e)) {
                throw corrupt();
            }
            throw e;
        }
    }

    /** Makes {@link TableChanges} from properties, as routes declare them. */
    public static final class Builder {

        private Database database;
        private String table;
        private String key;
        private String mode = CHANGES;
        private String filter = "1 = 1";
        private String timestamp;
        private Duration lookBack = Duration.ofMinutes(5);
        private Database state;
        private CsvLoad load;
        private int pageSize = 20_000;
        private DataSize pageMemory = DataSize.parse("8MiB");

        public void setDatabase(Database database) {
            this.database = database;
        }

        /** Name of the table, with its schema before a dot where it has one. */
        public void setTable(String table) {
            this.table = table;
        }

        /** Column that identifies a row. */
        public void setKey(String key) {
            this.key = key;
        }

        /** {@code changes}: by triggers, SQLite only; {@code timestamp}: by a column that every change sets. */
        public void setMode(String mode) {
            this.mode = mode;
        }

        /** SQL condition of the rows that are sent; all of them by default. */
        public void setFilter(String filter) {
            if (filter != null && !filter.isBlank()) {
                this.filter = filter;
            }
        }

        /** Column with the time of the last change, for the mode {@code timestamp}. */
        public void setTimestamp(String timestamp) {
            this.timestamp = timestamp;
        }

        /** How much later than its timestamp a row may be committed, for the mode {@code timestamp}. */
        public void setLookBack(String lookBack) {
            this.lookBack = Durations.parse(lookBack);
        }

        /** Where the mode {@code timestamp} remembers what it has sent. */
        public void setState(Database state) {
            this.state = state;
        }

        /** File that the table is loaded from whenever it has changed; none by default. */
        public void setLoad(CsvLoad load) {
            this.load = load;
        }

        /** Rows in a page at the most. */
        public void setPageSize(int pageSize) {
            this.pageSize = pageSize;
        }

        /** A page ends with the row that makes it larger than this. */
        public void setPageMemory(String pageMemory) {
            this.pageMemory = DataSize.parse(pageMemory);
        }

        /** @throws ConfigurationException if the mode does not go with the database */
        public TableChanges build() {
            if (mode.equals(CHANGES) && database.dialect() != Dialect.SQLITE) {
                throw new ConfigurationException("the table " + table + " is not in SQLite, so its changes cannot be"
                        + " logged by triggers: capture by timestamp (for products: products.capture=timestamp)");
            }
            return new TableChanges(this);
        }
    }
}
