package dev.dromedary.capture;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.LetterCounts;
import dev.dromedary.batch.Peekable.Seen;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.clock.WallClock;
import dev.dromedary.csv.CsvFileException;
import dev.dromedary.csv.CsvLoad;
import dev.dromedary.csv.FileRows;
import dev.dromedary.database.Database;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One look at what a table would send: first what a load of its file would change, then what the log of changes holds, or the
 * whole table where there is no log yet, or the latest rows by timestamp. The table is read and nothing else; Kafka, which
 * keeps where reading stands, is not asked. For one use by one thread.
 */
final class TablePeek {

    private static final String PUBLISHED = "where reading stands is known to Kafka, which a preview does not ask: some"
            + " of these changes may be published already";

    private final Settings settings;
    private final int most;
    private final Map<String, SourceRecord> records = new LinkedHashMap<>();
    private final List<Rejection> rejections = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long bytes;

    /**
     * What to look at.
     *
     * @param timestamp the column to capture by; null where changes are logged
     */
    record Settings(Database database, String table, String key, String filter, String timestamp, long pageBytes) {}

    TablePeek(Settings settings, int most) {
        this.settings = settings;
        this.most = most;
    }

    /** @throws NoTableException if there is neither a table nor a file that it is loaded from */
    Seen look(String pipeline, Optional<CsvLoad> load) throws SQLException, IOException {
        boolean exists = settings.database().exists();
        Optional<Table> table = exists ? settings.database().reading(this::find) : Optional.empty();
        boolean logged = table.isPresent() && isLogged(table.get());
        boolean fromFile = load.isPresent() && lookAtFile(load.get(), table, logged);
        if (table.isPresent()) {
            lookAtTable(table.get(), logged);
        } else if (!fromFile) {
            throw new NoTableException(settings.table(), settings.database().name());
        }
        return new Seen(
                new Batch(pipeline, List.copyOf(records.values()), rejections, 0, 0, LetterCounts.NONE, null), notes);
    }

    private Optional<Table> find(Connection connection) throws SQLException {
        try {
            Table table = Table.read(connection, settings.database(), settings.table(), settings.key());
            table.checkFilter(connection, settings.filter());
            return Optional.of(table);
        } catch (NoTableException e) {
            return Optional.empty();
        }
    }

    private boolean isLogged(Table table) throws SQLException {
        return settings.timestamp() == null
                && settings.database()
                        .reading(connection -> new ChangeLog(table).find(connection))
                        .isPresent();
    }

    /** Returns whether there is a file that is not loaded yet. */
    private boolean lookAtFile(CsvLoad load, Optional<Table> table, boolean logged) throws SQLException, IOException {
        try {
            Optional<FileRows> unloaded = load.unloaded(most);
            if (unloaded.isEmpty()) {
                return false;
            }
            try (FileRows rows = unloaded.get()) {
                Table loaded = Table.read(rows.connection(), settings.database(), settings.table(), settings.key());
                loaded.checkFilter(rows.connection(), settings.filter());
                while (hasRoom() && rows.next()) {
                    addIfChanged(rows, loaded, table, logged);
                }
                rejections.addAll(rows.rejections());
                if (rows.isCut()) {
                    notes.add("the rest of " + load.file()
                            + " was not read: so much of it changes nothing, or is at fault");
                }
            }
        } catch (CsvFileException e) {
            SourceRecord file = new SourceRecord(load.file().toString(), WallClock.now(), 1, "");
            rejections.add(new Rejection(file, Reason.MALFORMED, "$", e.getMessage()));
        }
        return true;
    }

    private void addIfChanged(FileRows rows, Table loaded, Optional<Table> table, boolean logged) throws SQLException {
        Row after = row(rows.connection(), loaded, rows.key()).orElseThrow();
        Optional<Row> before = table.isEmpty()
                ? Optional.empty()
                : settings.database().reading(connection -> row(connection, table.get(), rows.key()));
        if (before.filter(row -> row.json().equals(after.json())).isPresent()) {
            return;
        }
        if (after.passes()) {
            add(rows.key(), after.json(), Map.of("operation", operation(before.isPresent(), logged)));
        } else if (logged) {
            add(rows.key(), null, Map.of("operation", "delete"));
        }
    }

    private String operation(boolean wasThere, boolean logged) {
        if (settings.timestamp() != null) {
            return "update";
        }
        if (!logged) {
            return "read";
        }
        return wasThere ? "update" : "insert";
    }

    /** @param passes whether it is one of those that are sent */
    private record Row(String json, boolean passes) {}

    private Optional<Row> row(Connection connection, Table table, Object key) throws SQLException {
        String sql = "select " + RowJson.withBlobs(table) + ", case when (" + settings.filter()
                + ") then 1 else 0 end from " + table.sql() + " t where t." + table.keySql() + " = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, key);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(new Row(rows.getString(1), rows.getInt(2) == 1)) : Optional.empty();
            }
        }
    }

    private void lookAtTable(Table table, boolean logged) throws SQLException {
        if (settings.timestamp() != null) {
            latest(table);
        } else if (logged) {
            settings.database().reading(connection -> changes(connection, table));
        } else {
            settings.database().reading(connection -> whole(connection, table));
        }
    }

    private Void changes(Connection connection, Table table) throws SQLException {
        String sql = "select log_sequence, log_key, log_operation, case when t." + table.keySql() + " is not null and ("
                + settings.filter() + ") then " + RowJson.withBlobs(table) + " end from ("
                + new ChangeLog(table).entries()
                + ") left join " + table.sql() + " t on t." + table.keySql() + " = log_key order by log_sequence";
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (hasRoom() && rows.next()) {
                String value = rows.getString(4);
                String operation = value == null ? "delete" : rows.getString(3);
                add(rows.getObject(2), value, Map.of("operation", operation, "sequence", rows.getString(1)));
            }
        }
        notes.add(PUBLISHED);
        return null;
    }

    private Void whole(Connection connection, Table table) throws SQLException {
        String key = "t." + table.keySql();
        String sql = "select " + key + ", " + RowJson.withBlobs(table) + " from " + table.sql() + " t where ("
                + settings.filter() + ") and " + key + " is not null order by " + key;
        try (PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (hasRoom() && rows.next()) {
                add(rows.getObject(1), rows.getString(2), Map.of("operation", "read"));
            }
        }
        return null;
    }

    private void latest(Table table) throws SQLException {
        TimestampQuery query = new TimestampQuery(table, table.timestampSql(settings.timestamp()), settings.filter());
        try (TableCursor rows = query.openLatest(settings.database(), most)) {
            while (hasRoom() && rows.next()) {
                add(
                        rows.key(),
                        rows.value(),
                        Map.of("operation", "update", "sequence", rows.stamp().value()));
            }
        }
        notes.add("these are the latest rows; " + PUBLISHED);
    }

    private boolean hasRoom() {
        return records.size() < most && bytes < settings.pageBytes();
    }

    /** What the file changes comes first, and only once. */
    private void add(Object key, String value, Map<String, String> headers) {
        String id = key.toString();
        if (records.putIfAbsent(id, new SourceRecord(id, WallClock.now(), 1, value, Map.of(), headers)) == null) {
            bytes += value == null ? 0 : value.length();
        }
    }
}
