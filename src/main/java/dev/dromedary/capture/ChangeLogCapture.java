package dev.dromedary.capture;

import dev.dromedary.batch.SourceRecord;
import dev.dromedary.clock.WallClock;
import dev.dromedary.database.Database;
import dev.dromedary.settings.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/**
 * Follows a table of SQLite by its {@link ChangeLog}: first the whole table in the order of its keys, then what the log
 * says. The log begins before the first row is read, so a row that changes meanwhile comes again, and none is missed.
 *
 * <p>A change is sent with the row as it is now; a row that is gone, or that the filter no longer passes, is sent as
 * gone. Between two pages nothing is held: each is one statement, and so sees the table at one moment.
 */
final class ChangeLogCapture implements Capture {

    private static final Logger LOG = LoggerFactory.getLogger(ChangeLogCapture.class);

    private final Database database;
    private final String name;
    private final String key;
    private final String filter;
    private final PageSize pageSize;
    private final Pruning pruning;

    private Table table;
    private volatile ChangeLog changes;
    private ChangeLogPosition position;
    private int schemaVersion;

    /** @param filter SQL condition of the rows that are sent */
    ChangeLogCapture(Database database, String name, String key, String filter, PageSize pageSize) {
        this.database = database;
        this.name = name;
        this.key = key;
        this.filter = filter;
        this.pageSize = pageSize;
        this.pruning = new Pruning(database);
    }

    @Override
    public void open(Optional<String> stored) throws SQLException {
        Optional<ChangeLogPosition> old = stored.flatMap(ChangeLogPosition::parse);
        try {
            Optional<Installed> there = database.reading(connection -> find(connection, old));
            if (there.isEmpty()) {
                // Only what is missing is written: another program may hold the write lock for long.
                database.useWriteAheadLog();
                database.inTransaction(connection -> {
                    new ChangeLog(Table.read(connection, database, name, key)).install(connection);
                    return null;
                });
                there = database.reading(connection -> find(connection, old));
            }
            Installed installed = there.orElseThrow(
                    () -> new SQLException("the table " + name + " was changed while it was looked at"));
            // Only now: what was rolled back must be tried again.
            table = installed.table();
            changes = installed.changes();
            schemaVersion = installed.schemaVersion();
            position = installed.position();
        } catch (SQLException e) {
            if (readOnly(e)) {
                throw refused(e);
            }
            throw e;
        }
    }

    private record Installed(Table table, ChangeLog changes, int schemaVersion, ChangeLogPosition position) {}

    private static boolean readOnly(SQLException e) {
        return (e.getErrorCode() & 0xFF) == SQLiteErrorCode.SQLITE_READONLY.code;
    }

    private ConfigurationException refused(SQLException e) {
        return new ConfigurationException(
                "the database of the table " + name
                        + " may not be written, and so cannot keep a log of changes; make it writable, or capture by"
                        + " timestamp (for products: products.capture=timestamp)",
                e);
    }

    /** What is there, if the log is: before the first row is read there must be the log. */
    private Optional<Installed> find(Connection connection, Optional<ChangeLogPosition> old) throws SQLException {
        int version = schemaVersion(connection);
        Table found = Table.read(connection, database, name, key);
        ChangeLog log = new ChangeLog(found);
        Optional<String> id = log.find(connection);
        return id.isEmpty()
                ? Optional.empty()
                : Optional.of(new Installed(found, log, version, position(connection, found, log, id.get(), old)));
    }

    private ChangeLogPosition position(
            Connection connection, Table found, ChangeLog log, String id, Optional<ChangeLogPosition> old)
            throws SQLException {
        long last = log.last(connection);
        found.checkFilter(connection, filter);
        if (found.lacks(connection, found.keySql())) {
            LOG.warn("There are rows in {} without a {}; they are not sent", name, key);
        }
        long pruned = log.prunedTo(connection);
        Optional<ChangeLogPosition> usable =
                old.filter(known -> known.log().equals(id) && known.sequence() >= pruned && known.sequence() <= last);
        if (usable.isEmpty() && old.isPresent()) {
            LOG.warn(
                    "The log of changes of {} does not go back to where it was followed (the file was replaced or restored,"
                            + " the table dropped, or another pipeline follows it): sending the whole table again",
                    name);
        }
        return usable.orElseGet(() -> ChangeLogPosition.beginning(id, last));
    }

    private static int schemaVersion(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("pragma schema_version");
                ResultSet rows = statement.executeQuery()) {
            return rows.getInt(1);
        }
    }

    @Override
    public Page next() throws SQLException {
        // Somebody changed a table's definition: perhaps a column more, perhaps the table anew and without triggers.
        if (database.reading(ChangeLogCapture::schemaVersion) != schemaVersion) {
            open(Optional.of(position.text()));
        }
        return database.reading(this::next);
    }

    private Page next(Connection connection) throws SQLException {
        try {
            return page(connection, RowJson.of(table));
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("BLOB")) {
                throw e;
            }
            return page(connection, RowJson.withBlobs(table));
        }
    }

    private Page page(Connection connection, String json) throws SQLException {
        Page page = position.pass() == null ? changed(connection, json) : passed(connection, json);
        if (changes.prunedTo(connection) > position.sequence()) {
            throw new SQLException("the log of changes of " + name + " was pruned by another pipeline that follows it");
        }
        if (page != null) {
            position = ChangeLogPosition.parse(page.position()).orElseThrow();
        }
        return page;
    }

    /** A page of the first pass. The last one ends it, even if it is empty. */
    private Page passed(Connection connection, String json) throws SQLException {
        Object after = position.pass().after();
        String sql = "select t." + table.keySql() + ", " + json + " from " + table.sql() + " t where ("
                + filter + ") and t." + table.keySql() + " is not null"
                + (after == null ? "" : " and t." + table.keySql() + " > ?") + " order by t."
                + table.keySql() + " limit ?";
        Map<String, String> headers = headers(position.sequence(), "read");
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            int parameter = 1;
            if (after != null) {
                statement.setObject(parameter++, after);
            }
            statement.setInt(parameter, pageSize.rows());
            List<SourceRecord> records = new ArrayList<>(Math.min(pageSize.rows(), 10_000));
            ChangeLogPosition reached = position;
            long size = 0;
            Instant now = WallClock.now();
            try (ResultSet rows = statement.executeQuery()) {
                while (size < pageSize.bytes() && rows.next()) {
                    String value = rows.getString(2);
                    Object rowKey = checked(rows.getObject(1));
                    records.add(record(rowKey.toString(), now, value, headers));
                    reached = position.passed(rowKey);
                    size += value.length();
                }
            }
            boolean last = size < pageSize.bytes() && records.size() < pageSize.rows();
            return new Page(records, (last ? position.at(position.sequence()) : reached).text());
        }
    }

    private Page changed(Connection connection, String json) throws SQLException {
        String sql = "select log_sequence, log_key, log_operation, case when t." + table.keySql()
                + " is not null and (" + filter + ") then " + json + " end from (" + changes.entries()
                + ") left join " + table.sql() + " t on t." + table.keySql() + " = log_key"
                + " where log_sequence > ? order by log_sequence limit ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, position.sequence());
            statement.setInt(2, pageSize.rows());
            List<SourceRecord> records = new ArrayList<>();
            long sequence = position.sequence();
            long size = 0;
            Instant now = WallClock.now();
            try (ResultSet rows = statement.executeQuery()) {
                while (size < pageSize.bytes() && rows.next()) {
                    sequence = rows.getLong(1);
                    String value = rows.getString(4);
                    String operation = value == null ? "delete" : rows.getString(3);
                    records.add(
                            record(checked(rows.getObject(2)).toString(), now, value, headers(sequence, operation)));
                    size += value == null ? 0 : value.length();
                }
            }
            return records.isEmpty()
                    ? null
                    : new Page(records, position.at(sequence).text());
        }
    }

    /** A key must be one text wherever it is read, and be found again by it. */
    private Object checked(Object rowKey) {
        if (rowKey instanceof String || rowKey instanceof Integer || rowKey instanceof Long) {
            return rowKey;
        }
        throw new ConfigurationException("the column " + key + " of the table " + name + " has a value that is neither"
                + " text nor a whole number; such a column is no key to send by");
    }

    private static Map<String, String> headers(long sequence, String operation) {
        return Map.of("sequence", Long.toString(sequence), "operation", operation);
    }

    private static SourceRecord record(String key, Instant now, String value, Map<String, String> headers) {
        return new SourceRecord(key, now, 1, value, Map.of(), headers);
    }

    @Override
    public void pause() {
        // Nothing is held between two pages.
    }

    @Override
    public void settled(Page page, boolean idle) {
        ChangeLogPosition landed = ChangeLogPosition.parse(page.position()).orElseThrow();
        if (landed.pass() == null) {
            pruning.prune(changes, landed.sequence(), idle);
        }
    }
}
