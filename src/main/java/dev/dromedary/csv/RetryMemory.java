package dev.dromedary.csv;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Which rows of the last file were written by retries: so that of two rows of one key the later one stays, whichever is
 * retried first (invariant 2). Kept in a table beside the rows, in the transaction that writes them, until the next load. For
 * use by one thread.
 */
final class RetryMemory implements AutoCloseable {

    /**
     * The last row of a key that was taken.
     *
     * @param line its line in the file
     * @param state stands for the row as it was written, see {@link RowState}
     */
    record Taken(long line, String state) {}

    private final PreparedStatement select;
    private final PreparedStatement upsert;

    private RetryMemory(PreparedStatement select, PreparedStatement upsert) {
        this.select = select;
        this.upsert = upsert;
    }

    static RetryMemory open(Connection connection, String table) throws SQLException {
        execute(
                connection,
                "create table if not exists " + name(table) + " (row_key text not null primary key,"
                        + " line integer not null, state text not null) without rowid");
        return new RetryMemory(
                connection.prepareStatement("select line, state from " + name(table) + " where row_key = ?"),
                connection.prepareStatement("insert into " + name(table) + " values (?, ?, ?) on conflict (row_key)"
                        + " do update set line = excluded.line, state = excluded.state where excluded.line > line"));
    }

    /** Forgets all, because a file is loaded. */
    static void forget(Connection connection, String table) throws SQLException {
        execute(connection, "drop table if exists " + name(table));
    }

    private static String name(String table) {
        return Column.identifier("dromedary_retries_" + table);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    Optional<Taken> last(Object key) throws SQLException {
        select.setObject(1, key);
        try (ResultSet rows = select.executeQuery()) {
            return rows.next() ? Optional.of(new Taken(rows.getLong(1), rows.getString(2))) : Optional.empty();
        }
    }

    void remember(Object key, Taken taken) throws SQLException {
        upsert.setObject(1, key);
        upsert.setLong(2, taken.line());
        upsert.setString(3, taken.state());
        upsert.addBatch();
        upsert.executeBatch();
    }

    @Override
    public void close() throws SQLException {
        try (select;
                upsert) {
            // Both are closed, whichever fails.
        }
    }
}
