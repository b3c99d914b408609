package dev.dromedary.csv;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The keys that a file has had so far, in SQLite's temporary store and not in memory (invariant 5). For use by one thread,
 * within one transaction.
 */
final class SeenKeys implements AutoCloseable {

    private static final String TABLE = "temp.dromedary_seen_keys";

    private final Connection connection;
    private final PreparedStatement insert;
    private final PreparedStatement delete;

    private SeenKeys(Connection connection) throws SQLException {
        this.connection = connection;
        this.insert = connection.prepareStatement("insert into " + TABLE + " values (?) on conflict do nothing");
        this.delete = connection.prepareStatement("delete from " + TABLE + " where key = ?");
    }

    static SeenKeys open(Connection connection) throws SQLException {
        execute(connection, "create temp table if not exists dromedary_seen_keys (key text primary key) without rowid");
        execute(connection, "delete from " + TABLE);
        return new SeenKeys(connection);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Whether the key is new; it is remembered. */
    boolean add(Object key) throws SQLException {
        return execute(insert, key) > 0;
    }

    /** Forgets the key of a row that did not land. */
    void remove(Object key) throws SQLException {
        execute(delete, key);
    }

    private static long execute(PreparedStatement statement, Object key) throws SQLException {
        statement.setObject(1, key);
        statement.addBatch();
        return statement.executeLargeBatch()[0];
    }

    @Override
    public void close() throws SQLException {
        try (insert;
                delete) {
            execute(connection, "delete from " + TABLE);
        }
    }
}
