package dev.dromedary.capture;

import dev.dromedary.batch.SourceRecord;
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
import java.util.concurrent.TimeUnit;
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
    private static final int PRUNE_AT_ONCE = 10_000;
    private static final long PRUNE_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Database database;
    private final String name;
    private final String key;
    private final String filter;
    private final PageSize pageSize;

    private Table table;
    private volatile ChangeLog changes;
    private ChangeLogPosition position;
    private int schemaVersion;
    private long prunedAt = System.nanoTime();

    /** @param filter SQL condition of the rows that are sent */
    ChangeLogCapture(Database database, String name, String key, String filter, PageSize pageSize) {
        this.database = database;
        this.name = name;
        this.key = key;
        this.filter = filter;
        this.pageSize = pageSize;
    }

    @Override
    public void open(Optional<String> stored) throws SQLException {
        Optional<ChangeLogPosition> old = stored.flatMap(ChangeLogPosition::parse);
        try {
            database.inTransaction(connection -> {
                install(connection, old);
                return null;
            });
        } catch (SQLException e) {
            if (readOnly(e)) {
                throw refused(e);
            }
            throw e;
        }
    }

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

    /** Before the first row is read there must be the log, and both are of the same moment. */
    private void install(Connection connection, Optional<ChangeLogPosition> old) throws SQLException {
        schemaVersion = schemaVersion(connection);
        table = Table.read(connection, database, name, key);
        changes = new ChangeLog(table);
        String log = changes.install(connection);
        schemaVersion = schemaVersion(connection);
        long last = changes.last(connection);
        checkFilter(connection);
        warnOfRowsWithoutKey(connection);
        Optional<ChangeLogPosition> usable = old.filter(known -> known.log().equals(log) && known.sequence() <= last);
        if (usable.isEmpty() && old.isPresent()) {
            LOG.warn(
                    "The log of changes of {} is not the one that was followed (the file was replaced or restored, or the"
                            + " table dropped): sending the whole table again",
                    name);
        }
        position = usable.orElseGet(() -> ChangeLogPosition.beginning(log, last));
    }

    private static int schemaVersion(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("pragma schema_version");
                ResultSet rows = statement.executeQuery()) {
            return rows.getInt(1);
        }
    }

    private void checkFilter(Connection connection) {
        try (PreparedStatement statement = connection.prepareStatement(
                "select count(*) from (select 1 from " + table.sql() + " t where (" + filter + ") limit 0)")) {
            statement.executeQuery().close();
        } catch (SQLException e) {
            throw new ConfigurationException("the filter of the table " + name + " (for products: products.filter): "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    private void warnOfRowsWithoutKey(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "select count(*) from " + table.sql() + " where " + table.keySql() + " is null");
                ResultSet rows = statement.executeQuery()) {
            if (rows.getLong(1) > 0) {
                LOG.warn("{} rows of {} have no {} and are not sent", rows.getLong(1), name, key);
            }
        }
    }

    @Override
    public Page next() throws SQLException {
        return database.reading(this::next);
    }

    private Page next(Connection connection) throws SQLException {
        if (schemaVersion(connection) != schemaVersion) {
            reinstall(connection);
        }
        try {
            return page(connection, RowJson.of(table));
        } catch (SQLException e) {
            if (!String.valueOf(e.getMessage()).contains("BLOB")) {
                throw e;
            }
            return page(connection, RowJson.withBlobs(table));
        }
    }

    /** Somebody changed a table's definition: perhaps a column more, perhaps the table anew and without triggers. */
    private void reinstall(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try {
            install(connection, Optional.of(position));
            connection.commit();
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private Page page(Connection connection, String json) throws SQLException {
        Page page = position.pass() == null ? changed(connection, json) : passed(connection, json);
        if (page != null) {
            position = ChangeLogPosition.parse(page.position()).orElseThrow();
        }
        return page;
    }

    /** A page of the first pass. The last one ends it, even if it is empty. */
    private Page passed(Connection connection, String json) throws SQLException {
        Object after = position.pass().after();
        String sql = "select t." + table.keySql() + ", " + json + " from " + table.sql() + " t where ("
                + filter + ")" + (after == null ? "" : " and t." + table.keySql() + " > ?") + " order by t."
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
            Instant now = Instant.now();
            try (ResultSet rows = statement.executeQuery()) {
                while (size < pageSize.bytes() && rows.next()) {
                    String value = rows.getString(2);
                    Object rowKey = rows.getObject(1);
                    if (rowKey == null) {
                        continue;
                    }
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
            Instant now = Instant.now();
            try (ResultSet rows = statement.executeQuery()) {
                while (size < pageSize.bytes() && rows.next()) {
                    sequence = rows.getLong(1);
                    String value = rows.getString(4);
                    String operation = value == null ? "delete" : rows.getString(3);
                    records.add(record(rows.getString(2), now, value, headers(sequence, operation)));
                    size += value == null ? 0 : value.length();
                }
            }
            return records.isEmpty()
                    ? null
                    : new Page(records, position.at(sequence).text());
        }
    }

    private static Map<String, String> headers(long sequence, String operation) {
        return Map.of("sequence", Long.toString(sequence), "operation", operation);
    }

    private static SourceRecord record(String key, Instant now, String value, Map<String, String> headers) {
        return new SourceRecord(key, now, 1, value, Map.of(), headers);
    }

    /** Forgets what has landed, a little and not too often: it takes the only write lock. What is left is harmless. */
    @Override
    public void settled(Page page, boolean idle) {
        ChangeLogPosition landed = ChangeLogPosition.parse(page.position()).orElseThrow();
        if (landed.pass() != null || !idle && System.nanoTime() - prunedAt < PRUNE_EVERY_NANOS) {
            return;
        }
        prunedAt = System.nanoTime();
        try {
            int pruned = PRUNE_AT_ONCE;
            while (pruned == PRUNE_AT_ONCE) {
                pruned = database.inTransaction(
                        connection -> changes.prune(connection, landed.sequence(), PRUNE_AT_ONCE));
            }
        } catch (SQLException e) {
            LOG.debug("The log of changes of {} is pruned another time", name, e);
        }
    }
}
