package dev.dromedary.capture;

import dev.dromedary.database.Database;
import dev.dromedary.database.Dialect;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Nearest;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table as the database describes it. Immutable.
 *
 * @param name its name, with its schema before a dot where it has one
 * @param columns its columns in their order
 * @param key the column that identifies a row
 */
record Table(Dialect dialect, String name, List<Column> columns, String key) {

    /** @param type the declared type, in upper case */
    record Column(String name, String type) {}

    Table {
        columns = List.copyOf(columns);
    }

    /**
     * Reads the description of a table.
     *
     * @throws NoTableException if there is no such table
     * @throws ConfigurationException if its key is not one
     */
    static Table read(Connection connection, Database database, String name, String key) throws SQLException {
        String schema = name.contains(".") ? name.substring(0, name.indexOf('.')) : null;
        String plain = name.substring(name.indexOf('.') + 1);
        DatabaseMetaData data = connection.getMetaData();
        List<Column> columns = columns(data, schema, plain);
        if (columns.isEmpty()) {
            throw new NoTableException(name, database.name());
        }
        String column = actual(database.dialect(), columns, key)
                .orElseThrow(() -> new ConfigurationException("the table " + name + " has no column " + key
                        + Nearest.suggestion(
                                key, columns.stream().map(Column::name).toList())));
        if (!isUnique(data, schema, plain, column)) {
            throw new ConfigurationException("the column " + key + " of the table " + name
                    + " is no key: it must be the primary key, or have a unique index of its own");
        }
        return new Table(database.dialect(), name, columns, column);
    }

    /** A column by its name, which SQLite does not take by its case. */
    Optional<String> column(String wanted) {
        return actual(dialect, columns, wanted);
    }

    /**
     * The column with the time of a row's last change, as SQL.
     *
     * @throws ConfigurationException if there is no such column
     */
    String timestampSql(String wanted) {
        return quoted(column(wanted)
                .orElseThrow(() -> new ConfigurationException("the table " + name + " has no column " + wanted
                        + " (for products: products.timestamp)"
                        + Nearest.suggestion(
                                wanted, columns.stream().map(Column::name).toList()))));
    }

    private static Optional<String> actual(Dialect dialect, List<Column> columns, String wanted) {
        return columns.stream()
                .map(Column::name)
                .filter(name -> dialect == Dialect.SQLITE ? name.equalsIgnoreCase(wanted) : name.equals(wanted))
                .findFirst();
    }

    private static List<Column> columns(DatabaseMetaData data, String schema, String table) throws SQLException {
        List<Column> columns = new ArrayList<>();
        try (ResultSet rows = data.getColumns(null, schema, escaped(data, table), "%")) {
            while (rows.next()) {
                columns.add(new Column(
                        rows.getString("COLUMN_NAME"),
                        String.valueOf(rows.getString("TYPE_NAME")).toUpperCase(java.util.Locale.ROOT)));
            }
        }
        return columns;
    }

    /** A name is a pattern to the driver, and underscores are common. */
    private static String escaped(DatabaseMetaData data, String name) throws SQLException {
        String escape = data.getSearchStringEscape();
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    private static boolean isUnique(DatabaseMetaData data, String schema, String table, String key)
            throws SQLException {
        Map<String, Set<String>> indexes = new HashMap<>();
        try (ResultSet rows = data.getPrimaryKeys(null, schema, table)) {
            while (rows.next()) {
                indexes.computeIfAbsent("", index -> new java.util.HashSet<>()).add(rows.getString("COLUMN_NAME"));
            }
        }
        try (ResultSet rows = data.getIndexInfo(null, schema, table, true, true)) {
            while (rows.next()) {
                String index = " " + rows.getString("INDEX_NAME");
                indexes.computeIfAbsent(index, name -> new java.util.HashSet<>())
                        .add(rows.getString("COLUMN_NAME"));
            }
        }
        return indexes.containsValue(Set.of(key));
    }

    /** @throws ConfigurationException if the condition does not go with the table */
    void checkFilter(Connection connection, String filter) {
        try (PreparedStatement statement = connection.prepareStatement(
                "select count(*) from (select 1 from " + sql() + " t where (" + filter + ") limit 0) as filtered")) {
            statement.executeQuery().close();
        } catch (SQLException e) {
            throw new ConfigurationException("the filter of the table " + name + " (for products: products.filter): "
                    + e.getMessage().lines().findFirst().orElse(""));
        }
    }

    /** Whether some row has no value in a column. */
    boolean lacks(Connection connection, String columnSql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "select 1 from " + sql() + " where " + columnSql + " is null limit 1");
                ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }

    /** The table's name as SQL. */
    String sql() {
        return quoted(name.split("\\.", 2));
    }

    /** The key column as SQL. */
    String keySql() {
        return quoted(key);
    }

    static String quoted(String... parts) {
        List<String> quoted = new ArrayList<>();
        for (String part : parts) {
            quoted.add('"' + part.replace("\"", "\"\"") + '"');
        }
        return String.join(".", quoted);
    }
}
