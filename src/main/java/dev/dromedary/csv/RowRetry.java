package dev.dromedary.csv;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.SqlFaults;
import dev.dromedary.deadletter.LetterBox;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Takes rows that a load has rejected through the same checks once more, without the file. A row is written only where that
 * undoes nothing: the table still has what it had when the row was rejected, and no file was loaded since. Thread-safe.
 */
public final class RowRetry {

    /** What has become of a row. */
    public enum Result {
        /** The record is no row of a file. */
        NO_ROW,
        /** The table has the row; perhaps it had it already. */
        LANDED,
        /** The table has another row of this key, or none any more, by who came later. */
        SUPERSEDED,
        /** It was rejected again, and its letter says why. */
        REJECTED
    }

    private final Path file;
    private final Database database;
    private final TableShape shape;
    private final LetterBox letters;
    private final String pipeline;

    RowRetry(Path file, Database database, TableShape shape, LetterBox letters, String pipeline) {
        this.file = file;
        this.database = database;
        this.shape = shape;
        this.letters = letters;
        this.pipeline = pipeline;
    }

    /**
     * Tries one row, which is durable then, or its letter is.
     *
     * @param former why it was rejected the last time
     * @throws dev.dromedary.batch.UnavailableException if the table or the letters cannot take it now
     */
    public Result retry(SourceRecord record, Rejection former) {
        Optional<RowLetter> letter = RowLetter.read(record);
        if (letter.isEmpty()) {
            // Letters of the first version hold the text of the row alone, which does not say what column is which.
            return RowOrigin.isText(record) ? reject(former) : Result.NO_ROW;
        }
        try {
            if (letter.get().values().isEmpty()) {
                return reject(former);
            }
            return write(letter.get(), former);
        } catch (RecordRejectedException e) {
            return reject(e.of(record));
        } catch (CsvFileException e) {
            return reject(new Rejection(record, Reason.INVALID, "$", e.getMessage()));
        } catch (SQLException e) {
            if (SqlFaults.blamesRecord(e, Dialect.SQLITE)) {
                return reject(new Rejection(record, Reason.REFUSED, "$", line(letter.get()) + SqlFaults.describe(e)));
            }
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    private Result write(RowLetter letter, Rejection former) throws SQLException {
        Columns columns = Columns.of(file, letter.header(), shape);
        TableRow row = new TableRow(letter.line(), columns.values(letter.line(), letter.fields()));
        try {
            return database.inTransaction(connection -> write(connection, columns, letter, row, former));
        } catch (TableMismatchException e) {
            throw new CsvFileException(file, e.getMessage());
        }
    }

    private Result write(Connection connection, Columns columns, RowLetter letter, TableRow row, Rejection former)
            throws SQLException {
        // Before the table is opened, which makes one that is gone: it would pass for the one that was loaded.
        String began = new LoadMemory(shape.table())
                .began(connection)
                .orElseThrow(() -> new RecordRejectedException(
                        Reason.INVALID,
                        "$",
                        line(letter) + "the table is gone since the load; replay the row after the next one"));
        try (CsvTable table = CsvTable.open(connection, shape.table(), columns);
                RowState state = new RowState(connection, shape.table(), columns)) {
            if (table.has(connection, row)) {
                return Result.LANDED;
            }
            if (letter.before().equals(RowLetter.NEVER)) {
                throw new RecordRejectedException(former.reason(), former.path(), former.detail());
            }
            if (!state.of(row.values()[columns.keyIndex()]).equals(letter.before())) {
                return Result.SUPERSEDED;
            }
            if (!began.equals(letter.load())) {
                throw new RecordRejectedException(
                        Reason.INVALID,
                        "$",
                        line(letter)
                                + "a file was loaded since, and may have had a newer row of this key; correct the row"
                                + " in the file or in the table, and discard this letter");
            }
            table.write(row);
            return Result.LANDED;
        }
    }

    private static String line(RowLetter letter) {
        return "line " + letter.line() + ": ";
    }

    private Result reject(Rejection rejection) {
        letters.store(Batch.of(pipeline, List.of()).landed(0, 0, List.of(rejection)));
        return Result.REJECTED;
    }
}
