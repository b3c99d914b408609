package dev.dromedary.ledger;

import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.GroupCommit;
import dev.dromedary.database.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The rows of the table {@code object_ledger}, by the statements that the ledger makes. Thread-safe. */
final class JdbcRows {

    private static final String TABLE = "object_ledger";

    private final Database database;
    private final Clock clock;
    private final GroupCommit group;

    /** @param clock the time where the database is a SQLite file */
    JdbcRows(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.group = new GroupCommit(database);
    }

    boolean exists() {
        if (!database.exists()) {
            return false;
        }
        try {
            return database.reading(connection -> {
                try (ResultSet tables = connection.getMetaData().getTables(null, null, TABLE, null)) {
                    return tables.next();
                }
            });
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    List<Entry> query(String sql, List<Object> parameters) {
        return read(sql, parameters, rows -> {
            List<Entry> entries = new ArrayList<>();
            while (rows.next()) {
                entries.add(LedgerRow.read(rows));
            }
            return entries;
        });
    }

    <T> T read(String sql, List<Object> parameters, Query.Reading<T> reading) {
        return Query.read(database, sql, parameters, reading);
    }

    <T> T transact(Database.Work<T> work) {
        try {
            // Servers share their waits for the disk among connections by themselves.
            return database.dialect() == Dialect.SQLITE ? group.inTransaction(work) : database.inTransaction(work);
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    /** Changes rows by a statement whose parameters are a version; returns how many. */
    static int update(Connection connection, String sql, ObjectVersion version) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Query.bind(statement, onVersion(version));
            return statement.executeUpdate();
        }
    }

    /** Puts the time in, in milliseconds. */
    String timed(String sql) {
        return sql.replace(
                ":now",
                database.dialect() == Dialect.POSTGRESQL
                        ? "cast(extract(epoch from now()) * 1000 as bigint)"
                        : Long.toString(clock.millis()));
    }

    static List<Object> onVersion(ObjectVersion version, Object... more) {
        List<Object> parameters = new ArrayList<>(List.of(version.bucket(), version.key(), version.etag()));
        parameters.addAll(List.of(more));
        return parameters;
    }
}
