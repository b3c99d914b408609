package dev.dromedary.capture;

import dev.dromedary.database.Database;
import dev.dromedary.database.Dialect;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Streams (timestamp, key, row as JSON) of one query, on a connection of its own. For use by one thread. */
final class TableCursor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TableCursor.class);
    private static final int FETCH_SIZE = 1_000;

    private final Connection connection;
    private ResultSet rows;
    private Stamp stamp;
    private Object key;
    private String value;

    TableCursor(Database database, String sql, List<Object> parameters) throws SQLException {
        connection = database.dataSource().getConnection();
        try {
            if (database.dialect() == Dialect.POSTGRESQL) {
                // Rows are streamed only within a transaction.
                connection.setAutoCommit(false);
            }
            PreparedStatement statement = connection.prepareStatement(sql);
            statement.setFetchSize(FETCH_SIZE);
            for (int i = 0; i < parameters.size(); i++) {
                set(statement, i + 1, parameters.get(i), database.dialect());
            }
            rows = statement.executeQuery();
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** PostgreSQL takes a text without a type for a value of the column's own, such as a uuid. */
    private static void set(PreparedStatement statement, int number, Object parameter, Dialect dialect)
            throws SQLException {
        if (dialect == Dialect.POSTGRESQL && parameter instanceof String) {
            statement.setObject(number, parameter, Types.OTHER);
        } else {
            statement.setObject(number, parameter);
        }
    }

    boolean next() throws SQLException {
        if (!rows.next()) {
            return false;
        }
        stamp = Stamp.read(rows, 1);
        key = plain(rows.getObject(2));
        value = rows.getString(3);
        return true;
    }

    /** What can be written down in a position and compared again. */
    private static Object plain(Object key) {
        return key == null || key instanceof Integer || key instanceof Long ? key : key.toString();
    }

    Stamp stamp() {
        return stamp;
    }

    Object key() {
        return key;
    }

    String value() {
        return value;
    }

    /** Closing the connection gives it back to the pool, which closes its statements and rolls back. */
    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection could not be given back", e);
        }
    }
}
