package dev.dromedary.csv;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * What was loaded into a table last, kept in the same SQLite file and written in the same transaction as the rows
 * (invariants 2 and 6). Immutable; for connections of any thread.
 */
record LoadMemory(String table) {

    static final String TABLE = "dromedary_loads";

    private static final String CREATE = "create table if not exists " + TABLE + " (table_name text primary key,"
            + " sha256 text not null, rows integer not null, rejected integer not null, loaded_at text not null)";

    private static final String UPSERT = "insert into " + TABLE + " values (?, ?, ?, ?, ?)"
            + " on conflict (table_name) do update set sha256 = excluded.sha256, rows = excluded.rows,"
            + " rejected = excluded.rejected, loaded_at = excluded.loaded_at";

    /** What stands there during the load, and is never seen by others. */
    private static final String LOADING = "";

    /** SHA-256 of the last file; empty if there was none, or the table is gone since. */
    Optional<String> sha256(Connection connection) throws SQLException {
        String tables = "select count(*) from sqlite_master where type = 'table'" + " and name collate nocase in (?, '"
                + TABLE + "')";
        try (PreparedStatement statement = connection.prepareStatement(tables)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getInt(1) == 2 ? remembered(connection, "sha256") : Optional.empty();
            }
        }
    }

    /** When the last load began; empty if there was none. */
    Optional<String> began(Connection connection) throws SQLException {
        return sha256(connection).isEmpty() ? Optional.empty() : remembered(connection, "loaded_at");
    }

    private Optional<String> remembered(Connection connection, String column) throws SQLException {
        String sql = "select " + column + " from " + TABLE + " where table_name = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    /** Marks the transaction, see {@link #checkTransaction}. */
    void begin(Connection connection, String began) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(CREATE);
        }
        remember(connection, LOADING, began, 0, 0);
    }

    /**
     * A trigger or a constraint can roll the whole transaction back when it refuses a row, after which SQLite would commit
     * each further row alone. This is to be asked after each refusal.
     *
     * @throws SQLException if our mark is gone, and the transaction with it
     */
    void checkTransaction(Connection connection) throws SQLException {
        if (!sha256(connection).filter(LOADING::equals).isPresent()) {
            throw new SQLException("a trigger or constraint of " + table + " has rolled the load back");
        }
    }

    /**
     * Remembers a load, to be committed with its rows.
     *
     * @param began when it began, which also tells it from all others
     */
    void remember(Connection connection, String sha256, String began, long rows, long rejected) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            statement.setString(1, table);
            statement.setString(2, sha256);
            statement.setLong(3, rows);
            statement.setLong(4, rejected);
            statement.setString(5, began);
            statement.executeUpdate();
        }
    }
}
