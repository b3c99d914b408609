package dev.dromedary.csv;

import dev.dromedary.settings.ConfigurationException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What is known of the table before the file is: its name, its key, and which columns hold numbers. Immutable.
 *
 * @param decimals names of the columns of decimal numbers
 * @param integers names of the columns of integers
 */
record TableShape(String table, String key, Set<String> decimals, Set<String> integers) {

    /** @throws ConfigurationException if the names cannot be a table's, or contradict each other */
    TableShape {
        if (table == null || table.isBlank() || key == null || key.isBlank()) {
            throw new ConfigurationException("CsvLoad needs the properties \"table\" and \"key\"");
        }
        String folded = Column.folded(table);
        if (folded.startsWith("sqlite_") || folded.equals(LoadMemory.TABLE)) {
            throw new ConfigurationException("the table cannot be " + table + ", which is not ours; name another");
        }
        for (String name : integers) {
            if (contains(decimals, name)) {
                throw new ConfigurationException("the column " + name + " of " + table
                        + " is declared both as decimal and as integer; keep one of them");
            }
        }
        if (contains(decimals, key) || contains(integers, key)) {
            throw new ConfigurationException(
                    "the key " + key + " of " + table + " is a text; do not declare it as a number");
        }
    }

    static TableShape of(String table, String key, String decimals, String integers) {
        return new TableShape(table, key, names(decimals), names(integers));
    }

    private static Set<String> names(String list) {
        Set<String> names = new LinkedHashSet<>();
        if (list != null) {
            Arrays.stream(list.split(","))
                    .map(String::strip)
                    .filter(name -> !name.isEmpty())
                    .forEach(names::add);
        }
        return names;
    }

    /** The SQL that the table and its indexes were made with; empty where there is no table. */
    List<String> definitions(Connection connection) throws SQLException {
        List<String> definitions = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "select sql from sqlite_master where type in ('table', 'index') and tbl_name = ? collate nocase"
                        + " and sql is not null order by type desc")) {
            statement.setString(1, table);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    definitions.add(rows.getString(1));
                }
            }
        }
        return definitions;
    }

    ColumnType type(String column) {
        if (Column.folded(column).equals(Column.folded(key))) {
            return ColumnType.KEY;
        }
        if (contains(decimals, column)) {
            return ColumnType.DECIMAL;
        }
        return contains(integers, column) ? ColumnType.INTEGER : ColumnType.TEXT;
    }

    private static boolean contains(Set<String> names, String column) {
        return names.stream().anyMatch(name -> Column.folded(name).equals(Column.folded(column)));
    }
}
