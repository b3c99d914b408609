package dev.dromedary.csv;

import dev.dromedary.database.Database;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A larger page cache of SQLite for the time of a load, so that rows in any order find their pages in memory. Bounded,
 * and outside of the JVM's heap (invariant 5). For use by one thread.
 */
final class PageCache implements AutoCloseable {

    /** SQLite takes a negative number as KiB: 64 MiB for the table, 32 MiB for the keys that were seen. */
    private static final int TABLE_KIB = -65_536;

    private static final int KEYS_KIB = -32_768;

    private final Connection connection;
    private final int tableBefore;
    private final int keysBefore;

    private PageCache(Connection connection) throws SQLException {
        this.connection = connection;
        this.tableBefore = size("main");
        this.keysBefore = size("temp");
    }

    /** Does the work with a larger cache. */
    static <T> T enlarged(Connection connection, Database.Work<T> work) throws SQLException {
        try (PageCache cache = new PageCache(connection)) {
            cache.set("main", TABLE_KIB);
            cache.set("temp", KEYS_KIB);
            return work.on(connection);
        }
    }

    private int size(String schema) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("pragma " + schema + ".cache_size")) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void set(String schema, int size) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("pragma " + schema + ".cache_size = " + size);
        }
    }

    /** Back to what it was. */
    @Override
    public void close() throws SQLException {
        set("main", tableBefore);
        set("temp", keysBefore);
    }
}
