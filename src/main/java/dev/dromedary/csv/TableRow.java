package dev.dromedary.csv;

import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * A row on its way from the file to the table. Its values are shared, not copied: nobody changes them.
 *
 * @param line the physical line of the file on which it begins, from 1
 * @param values texts, integers and nulls, in the order of the columns
 */
record TableRow(long line, Object[] values) {

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
