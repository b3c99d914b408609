package dev.dromedary.csv;

import dev.dromedary.digest.Sha256;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** What the table has under a key, in the columns of a file. For use by one thread. */
final class RowState implements AutoCloseable {

    private static final String ABSENT = "absent";

    private final Columns columns;
    private final PreparedStatement select;
    private final PreparedStatement find;

    RowState(Connection connection, String table, Columns columns) throws SQLException {
        this.columns = columns;
        TableDefinition definition = new TableDefinition(table, columns);
        this.select = connection.prepareStatement(definition.select());
        this.find = connection.prepareStatement(definition.find());
    }

    /** Whether a digest stands for no row. */
    static boolean isAbsent(String state) {
        return state.equals(ABSENT);
    }

    /** Whether the row is there already as it is. */
    boolean has(TableRow row) throws SQLException {
        row.bind(find);
        try (ResultSet rows = find.executeQuery()) {
            return rows.next();
        }
    }

    /** Stands, as a digest, for the row of the key as it is now, or for that there is none. */
    String of(Object key) throws SQLException {
        select.setObject(1, key);
        try (ResultSet rows = select.executeQuery()) {
            if (!rows.next()) {
                return ABSENT;
            }
            StringBuilder text = new StringBuilder();
            for (int i = 1; i <= columns.size(); i++) {
                String value = rows.getString(i);
                // The length, so that no two rows have one text.
                text.append(value == null ? "-" : value.length() + ":" + value).append(',');
            }
            return Sha256.of(text.toString());
        }
    }

    @Override
    public void close() throws SQLException {
        try (select;
                find) {
            // Both are closed, whichever fails.
        }
    }
}
