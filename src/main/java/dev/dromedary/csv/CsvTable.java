package dev.dromedary.csv;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * The table that rows are written to, by key and within one transaction. A row that is there already as it is stays
 * untouched, so that triggers fire for changes alone. For use by one thread.
 */
final class CsvTable implements AutoCloseable {

    /** What became of a row. */
    enum Outcome {
        CHANGED,
        UNCHANGED,
        /** The key came before in this file; the row was not written. */
        REPEATED
    }

    private final Columns columns;
    private final PreparedStatement write;

    /**
     * Null where the table was empty and nothing else can keep a row out, so that a row that is not inserted is a repeated one;
     * and where keys may come again.
     */
    private final SeenKeys seen;

    private CsvTable(Columns columns, PreparedStatement write, SeenKeys seen) {
        this.columns = columns;
        this.write = write;
        this.seen = seen;
    }

    /**
     * Opens the table, and makes it where there is none.
     *
     * @throws TableMismatchException if the table is there and has other columns
     */
    static CsvTable open(Connection connection, String table, Columns columns) throws SQLException {
        TableDefinition definition = made(connection, table, columns);
        boolean plain = isTrue(connection, definition.isEmptyWithoutTriggers());
        PreparedStatement write = connection.prepareStatement(plain ? definition.insert() : definition.upsert());
        return new CsvTable(columns, write, plain ? null : SeenKeys.open(connection));
    }

    /** As {@link #open}, for rows that replace what the table has under their keys, which may come again. */
    static CsvTable openForRetries(Connection connection, String table, Columns columns) throws SQLException {
        TableDefinition definition = made(connection, table, columns);
        return new CsvTable(columns, connection.prepareStatement(definition.upsert()), null);
    }

    private static TableDefinition made(Connection connection, String table, Columns columns) throws SQLException {
        TableDefinition definition = new TableDefinition(table, columns);
        try (Statement statement = connection.createStatement()) {
            statement.execute(definition.create());
        }
        definition.check(connection);
        return definition;
    }

    private static boolean isTrue(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    /** @throws SQLException if the database refuses the row, or is not there; other rows are not affected */
    Outcome write(TableRow row) throws SQLException {
        Object key = row.values()[columns.keyIndex()];
        if (seen != null && !seen.add(key)) {
            return Outcome.REPEATED;
        }
        if (execute(row)) {
            return Outcome.CHANGED;
        }
        return seen == null ? Outcome.REPEATED : Outcome.UNCHANGED;
    }

    /** Leaves the key of a row that was refused to a later row. */
    void forget(TableRow row) throws SQLException {
        if (seen != null) {
            seen.remove(row.values()[columns.keyIndex()]);
        }
    }

    /** A batch of one, because the driver follows every other update with a query for generated keys. */
    private boolean execute(TableRow row) throws SQLException {
        row.bind(write);
        write.addBatch();
        return write.executeLargeBatch()[0] > 0;
    }

    /** Closes the statements. What was written is the transaction's. */
    @Override
    public void close() throws SQLException {
        try (write) {
            if (seen != null) {
                seen.close();
            }
        }
    }
}
