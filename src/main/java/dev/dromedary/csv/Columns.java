package dev.dromedary.csv;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The columns of a file in its order, which turn the fields of a row into values. Immutable. */
final class Columns {

    /** As many as SQLite has in a table. */
    static final int MOST = 2000;

    private final List<Column> columns;
    private final int key;

    private Columns(List<Column> columns, int key) {
        this.columns = List.copyOf(columns);
        this.key = key;
    }

    /**
     * @param header the names as the file has them
     * @throws CsvFileException if they cannot be the columns of such a table
     */
    static Columns of(Path file, List<String> header, TableShape shape) {
        if (header.size() > MOST) {
            throw new CsvFileException(
                    file, "the header has more than " + MOST + " columns, the most that SQLite takes; split the file");
        }
        Map<String, Integer> positions = new HashMap<>();
        List<Column> columns = new ArrayList<>();
        for (String name : header) {
            int position = columns.size() + 1;
            if (name.isBlank()) {
                throw new CsvFileException(file, "column " + position + " of the header has no name; give it one");
            }
            Integer first = positions.putIfAbsent(Column.folded(name), position);
            if (first != null) {
                throw new CsvFileException(
                        file,
                        "columns " + first + " and " + position + " of the header have the same name (" + name
                                + "), for SQLite ignores case; rename one");
            }
            columns.add(new Column(name, shape.type(name)));
        }
        require(file, "key", shape.key(), positions);
        shape.decimals().forEach(name -> require(file, "decimal", name, positions));
        shape.integers().forEach(name -> require(file, "integer", name, positions));
        return new Columns(columns, positions.get(Column.folded(shape.key())) - 1);
    }

    private static void require(Path file, String kind, String name, Map<String, Integer> positions) {
        if (!positions.containsKey(Column.folded(name))) {
            throw new CsvFileException(
                    file,
                    "the header lacks the " + kind + " column " + name
                            + "; add it to the file, or correct the name in the settings");
        }
    }

    List<Column> all() {
        return columns;
    }

    int size() {
        return columns.size();
    }

    Column key() {
        return columns.get(key);
    }

    /** Index of the key. */
    int keyIndex() {
        return key;
    }

    /** Index of the column of this name; -1 if there is none. */
    int indexOf(String name) {
        String folded = Column.folded(name);
        return columns.stream()
                .map(column -> Column.folded(column.name()))
                .toList()
                .indexOf(folded);
    }

    /**
     * The values of a row, as SQLite is given them.
     *
     * @throws RecordRejectedException if a field is of another type than its column
     */
    Object[] values(long line, String[] fields) {
        Object[] values = new Object[fields.length];
        for (int i = 0; i < fields.length; i++) {
            ColumnType type = columns.get(i).type();
            String field = fields[i];
            if (field.isEmpty() && type.isNullable()) {
                continue;
            }
            values[i] = type.value(field);
            if (values[i] == null) {
                throw fault(Reason.INVALID, line, i, type.fault());
            }
        }
        return values;
    }

    /** The fault of one field. */
    RecordRejectedException fault(Reason reason, long line, int column, String words) {
        String name = columns.get(column).name();
        return new RecordRejectedException(
                reason, "$." + name, "line " + line + ", column " + (column + 1) + " (" + name + "): " + words);
    }
}
