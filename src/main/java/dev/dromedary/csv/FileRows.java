package dev.dromedary.csv;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection;
import dev.dromedary.database.Database;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.SqlFaults;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a file one after the other, as the table would have them, in a database in memory that nobody else sees: for
 * who looks at what a load would do. Ends early with a file that is too large for memory (invariant 5). For use by one
 * thread.
 */
public final class FileRows implements AutoCloseable {

    private static final long MOST_BYTES = 32 << 20;

    private final CsvRows rows;
    private final int mostRejections;
    private final Columns columns;
    private final RowFaults faults;
    private final List<Rejection> rejections = new ArrayList<>();
    private final Database memory;
    private Connection connection;
    private CsvTable table;
    private Object key;
    private long bytes;
    private boolean cut;

    private FileRows(CsvRows rows, Columns columns, int mostRejections) {
        this.rows = rows;
        this.mostRejections = mostRejections;
        this.columns = columns;
        this.faults = new RowFaults(columns, rows.origin());
        Database.Builder builder = new Database.Builder();
        builder.setName("preview");
        builder.setSource("jdbc:sqlite::memory:");
        this.memory = builder.build();
    }

    /**
     * @param definitions SQL that makes the table as it is; none where there is no table
     * @throws CsvFileException if the file as a whole cannot be loaded
     */
    static FileRows open(Path file, TableShape shape, List<String> definitions, int mostRejections)
            throws IOException, SQLException {
        CsvRows rows = CsvRows.open(file);
        try {
            FileRows opened = new FileRows(rows, Columns.of(file, rows.header(), shape), mostRejections);
            try {
                opened.makeTable(shape.table(), definitions);
                return opened;
            } catch (TableMismatchException e) {
                opened.close();
                throw new CsvFileException(file, e.getMessage());
            } catch (SQLException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            rows.close();
            throw e;
        }
    }

    private void makeTable(String name, List<String> definitions) throws SQLException {
        connection = memory.dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            for (String sql : definitions) {
                statement.execute(sql);
            }
        }
        table = CsvTable.open(connection, name, columns);
    }

    /**
     * Goes to the next row that the table takes.
     *
     * @return whether there is one
     */
    public boolean next() throws IOException, SQLException {
        while (!cut && rows.next()) {
            bytes += rows.text().length();
            cut = bytes > MOST_BYTES || rejections.size() >= mostRejections;
            try {
                TableRow row = rows.row(columns);
                if (write(row)) {
                    key = row.values()[columns.keyIndex()];
                    return true;
                }
            } catch (RecordRejectedException e) {
                rejections.add(e.of(rows.origin().record(rows.line(), rows.text(), rows.fields(columns))));
            }
        }
        return false;
    }

    private boolean write(TableRow row) throws SQLException {
        try {
            if (table.write(row) == CsvTable.Outcome.REPEATED) {
                rejections.add(faults.repeated(row));
                return false;
            }
            return true;
        } catch (SQLException e) {
            if (!SqlFaults.blamesRecord(e, Dialect.SQLITE)) {
                throw e;
            }
            table.forget(row);
            rejections.add(faults.refused(row, e));
            return false;
        }
    }

    /** The key of the row at hand. */
    public Object key() {
        return key;
    }

    /** To read the row at hand by; its table has the name and the columns of the real one. */
    public Connection connection() {
        return connection;
    }

    /** The rows so far that would become dead letters. */
    public List<Rejection> rejections() {
        return List.copyOf(rejections);
    }

    /** Whether reading has ended before the file did. */
    public boolean isCut() {
        return cut;
    }

    @Override
    public void close() throws SQLException {
        try (Database closed = memory;
                Connection given = connection;
                CsvTable statements = table) {
            rows.close();
        } catch (IOException e) {
            throw new SQLException("the file cannot be closed: " + e.getClass().getSimpleName(), e);
        }
    }
}
