package dev.dromedary.csv;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A row on its way from the file to the table. Its values are shared, not copied: nobody changes them.
 *
 * @param line the physical line of the file on which it begins, from 1
 * @param values texts, integers and nulls, in the order of the columns
 */
record TableRow(long line, Object[] values) {

    /** Gives the values to a statement that has a place for each column. */
    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof String text) {
                // The driver tries a dozen types before it takes an object for a text.
                statement.setString(i + 1, text);
            } else {
                statement.setObject(i + 1, values[i]);
            }
        }
    }

    /** The row as CSV again, for a dead letter: the file's text is gone when the table refuses it. */
    String text() {
        return Arrays.stream(values).map(TableRow::field).collect(Collectors.joining(","));
    }

    private static String field(Object value) {
        String text = value == null ? "" : value.toString();
        return text.matches("(?s).*[\",\r\n].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }

    @Override
    public String toString() {
        return "TableRow[line " + line + "]";
    }
}
