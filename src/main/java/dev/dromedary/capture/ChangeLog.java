package dev.dromedary.capture;

import dev.dromedary.clock.WallClock;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The log that triggers keep beside a table of SQLite: for each key that changed, the sequence number and the operation of
 * its last change. SQLite has one writer at a time, so the sequence is the order of the commits. An entry that is
 * written replaces the older entry of its key, so the log is never larger than the table.
 *
 * <p>What a trigger cannot see is a row that {@code INSERT OR REPLACE} deletes for a unique index other than the key's;
 * a program that does so must set {@code recursive_triggers}. A table that is dropped takes its triggers along: then
 * the log begins anew under another id.
 */
final class ChangeLog {

    /** Logs of a file: which table each belongs to, and since when. */
    static final String CATALOG = "dromedary_capture";

    private static final List<String> EVENTS = List.of("insert", "update", "delete");

    private final Table table;

    ChangeLog(Table table) {
        this.table = table;
    }

    /** The log's table as SQL. */
    String sql() {
        return Table.quoted(table.name() + "_changes");
    }

    /** The log as a query, with names that no table has by chance. */
    String entries() {
        return "select sequence as log_sequence, row_key as log_key, operation as log_operation from " + sql();
    }

    /** The log's id, if it is there and whole. */
    Optional<String> find(Connection connection) throws SQLException {
        Optional<String> id = id(connection);
        return id.isPresent() && complete(connection) ? id : Optional.empty();
    }

    /** Makes the log where there is none, or its triggers are not whole, under a new id; in the caller's transaction. */
    void install(Connection connection) throws SQLException {
        if (find(connection).isPresent()) {
            return;
        }
        try (Statement statement = connection.createStatement()) {
            for (String ddl : definitions()) {
                statement.execute(ddl);
            }
        }
        try (PreparedStatement statement = connection.prepareStatement("insert or replace into " + CATALOG
                + " (table_name, log_id, pruned_to, installed_at) values (?, ?, 0, ?)")) {
            statement.setString(1, table.name());
            statement.setString(2, UUID.randomUUID().toString());
            statement.setString(3, WallClock.now().toString());
            statement.executeUpdate();
        }
    }

    /** The id of the log, if the file has one for this table. */
    private Optional<String> id(Connection connection) throws SQLException {
        if (!exists(connection, CATALOG)) {
            return Optional.empty();
        }
        return value(connection, "select log_id from " + CATALOG + " where table_name = ?", table.name());
    }

    /** Whether the log and all triggers are there, as they are made here and on this table and key. */
    private boolean complete(Connection connection) throws SQLException {
        Set<String> missing = new TreeSet<>(EVENTS);
        try (PreparedStatement statement = connection.prepareStatement(
                "select name, sql from sqlite_master where type = 'trigger' and tbl_name = ? collate nocase")) {
            statement.setString(1, table.name());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String name = rows.getString(1);
                    String sql = rows.getString(2);
                    missing.removeIf(event -> name.equals(trigger(event)) && sql.endsWith(definition(event)));
                }
            }
        }
        return missing.isEmpty() && exists(connection, table.name() + "_changes");
    }

    private static boolean exists(Connection connection, String name) throws SQLException {
        return value(connection, "select 1 from sqlite_master where type = 'table' and name = ?", name)
                .isPresent();
    }

    private String trigger(String event) {
        return table.name() + "_changes_" + event;
    }

    /** The number of the last change that was ever logged, also where it is pruned. */
    long last(Connection connection) throws SQLException {
        return value(connection, "select seq from sqlite_sequence where name = ?", table.name() + "_changes")
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** The number of a key's last change, where that is not pruned. */
    Optional<Long> last(Connection connection, Object key) throws SQLException {
        return value(connection, "select max(sequence) from " + sql() + " where row_key = ?", key)
                .map(Long::parseLong);
    }

    /** Writes a change of a row that has not changed, as the triggers write it; returns its number. */
    long append(Connection connection, Object key) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                        "insert into " + sql() + " (row_key, operation) values (?, 'update')");
                PreparedStatement delete =
                        connection.prepareStatement("delete from " + sql() + " where row_key = ? and sequence < ?")) {
            insert.setObject(1, key);
            insert.executeUpdate();
            long sequence = last(connection);
            delete.setObject(1, key);
            delete.setLong(2, sequence);
            delete.executeUpdate();
            return sequence;
        }
    }

    /** Up to which change entries were forgotten: who has not come so far can no longer follow the log. */
    long prunedTo(Connection connection) throws SQLException {
        return value(connection, "select pruned_to from " + CATALOG + " where table_name = ?", table.name())
                .map(Long::parseLong)
                .orElse(0L);
    }

    /** Whether there is anything up to a number to forget. */
    boolean reaches(Connection connection, long upTo) throws SQLException {
        return value(connection, "select 1 from " + sql() + " where sequence <= ? limit 1", upTo)
                .isPresent();
    }

    /** The first value that a query with one parameter finds, as text. */
    private static Optional<String> value(Connection connection, String query, Object parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setObject(1, parameter);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.ofNullable(rows.getString(1)) : Optional.empty();
            }
        }
    }

    /** Forgets changes up to a number, some at a time, so that other writers need not wait long. */
    int prune(Connection connection, long upTo, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "update " + CATALOG + " set pruned_to = max(pruned_to, ?) where table_name = ?")) {
            statement.setLong(1, upTo);
            statement.setString(2, table.name());
            statement.executeUpdate();
        }
        try (PreparedStatement statement =
                connection.prepareStatement("delete from " + sql() + " where sequence in (select sequence from " + sql()
                        + " where sequence <= ? order by sequence limit ?)")) {
            statement.setLong(1, upTo);
            statement.setInt(2, most);
            return statement.executeUpdate();
        }
    }

    private List<String> definitions() {
        String log = sql();
        List<String> definitions = new ArrayList<>(List.of(
                "create table if not exists " + CATALOG
                        + " (table_name text not null primary key, log_id text not null,"
                        + " pruned_to integer not null, installed_at text not null)",
                "create table if not exists " + log
                        + " (sequence integer primary key autoincrement, row_key not null, operation text not null)",
                "create index if not exists " + Table.quoted(table.name() + "_changes_key") + " on " + log
                        + " (row_key)"));
        for (String event : EVENTS) {
            // A trigger of this name may be on another table, which had this one's name before.
            definitions.add("drop trigger if exists " + Table.quoted(trigger(event)));
            definitions.add("create trigger " + Table.quoted(trigger(event)) + definition(event));
        }
        return definitions;
    }

    private String definition(String event) {
        String key = table.keySql();
        String body =
                switch (event) {
                    case "insert" -> entry("new." + key, event, "");
                    case "delete" -> entry("old." + key, event, "");
                    default ->
                        entry("old." + key, "delete", " and old." + key + " is not new." + key + " collate binary")
                                + entry("new." + key, event, "");
                };
        return " after " + event + " on " + table.sql() + " begin " + body + " end";
    }

    /**
     * Not an upsert: the conflict clause of the statement that fires a trigger overrides the trigger's own. A row
     * without a key is not logged, since a log that refuses it would break the other program.
     */
    private String entry(String key, String operation, String condition) {
        return "insert into " + sql() + " (row_key, operation) select " + key + ", '" + operation + "' where " + key
                + " is not null" + condition + "; delete from " + sql() + " where row_key = " + key
                + " and sequence < (select max(sequence) from " + sql() + " where row_key = " + key + "); ";
    }
}
