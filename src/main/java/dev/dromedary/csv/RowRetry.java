package dev.dromedary.csv;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.SqlFaults;
import dev.dromedary.deadletter.LetterBox;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes rows that a load has rejected through the same checks once more, without the file. A row is written only where that
 * undoes nothing: the table still has what it had when the row was rejected, or an earlier row of that file that was tried
 * once more, and no file was loaded since. Thread-safe.
 *
 * <p>Many rows share a transaction. If the database refuses one of them for what it is, halves of them are tried in transactions
 * of their own until the refused rows stand alone, and all others land (invariant 3). Not within one transaction, because a
 * trigger may end it.
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
    private final Optional<RetryCondition> condition;
    private final LetterBox letters;
    private final String pipeline;

    RowRetry(
            Path file,
            Database database,
            TableShape shape,
            Optional<RetryCondition> condition,
            LetterBox letters,
            String pipeline) {
        this.file = file;
        this.database = database;
        this.shape = shape;
        this.condition = condition;
        this.letters = letters;
        this.pipeline = pipeline;
    }

    /**
     * Tries rows, which are durable then, or their letters are.
     *
     * @param formers the records, each once, and why they were rejected the last time
     * @return what has become of each, in their order
     * @throws dev.dromedary.batch.UnavailableException if the table or the letters cannot take them now; some may be written
     *     then, and count as landed when they are tried again
     */
    public List<Result> retry(List<Rejection> formers) {
        RetryResults results = new RetryResults();
        rowsByHeader(formers, results).forEach((header, rows) -> retry(header, rows, results));
        letters.store(Batch.of(pipeline, List.of()).landed(0, 0, results.rejections()));
        return formers.stream().map(former -> results.of(former.record())).toList();
    }

    /** A row whose fields are known, and not yet what they stand for. */
    private record ReadRow(Rejection former, RowLetter letter) {}

    /** The rows that have fields, by the names of their columns; what became of the others is clear. */
    private static Map<List<String>, List<ReadRow>> rowsByHeader(List<Rejection> formers, RetryResults results) {
        Map<List<String>, List<ReadRow>> rows = new LinkedHashMap<>();
        for (Rejection former : formers) {
            Optional<RowLetter> letter = RowLetter.read(former.record());
            if (letter.filter(read -> !read.values().isEmpty()).isPresent()) {
                rows.computeIfAbsent(letter.get().header(), header -> new ArrayList<>())
                        .add(new ReadRow(former, letter.get()));
            } else if (letter.isPresent() || RowOrigin.isText(former.record())) {
                // Letters of the first version hold the text of the row alone, which does not say what column is which.
                results.reject(former);
            } else {
                results.add(former.record(), Result.NO_ROW);
            }
        }
        return rows;
    }

    private void retry(List<String> header, List<ReadRow> rows, RetryResults results) {
        Columns columns;
        try {
            columns = Columns.of(file, header, shape);
        } catch (CsvFileException e) {
            rows.forEach(
                    row -> results.reject(new Rejection(row.former().record(), Reason.INVALID, "$", e.getMessage())));
            return;
        }
        List<RetriedRow> passed = new ArrayList<>();
        for (ReadRow row : rows) {
            try {
                passed.add(new RetriedRow(row.former(), row.letter(), checked(columns, row.letter())));
            } catch (RecordRejectedException e) {
                results.reject(e.of(row.former().record()));
            }
        }
        write(columns, passed, results);
    }

    private TableRow checked(Columns columns, RowLetter letter) {
        Object[] values = columns.values(letter.line(), letter.fields());
        if (condition.isPresent()) {
            int column = columns.indexOf(condition.get().column());
            if (column >= 0 && !condition.get().holds().test(values[column])) {
                throw columns.fault(
                        Reason.INVALID, letter.line(), column, condition.get().fault());
            }
        }
        return new TableRow(letter.line(), values);
    }

    private void write(Columns columns, List<RetriedRow> rows, RetryResults results) {
        if (rows.isEmpty()) {
            return;
        }
        try {
            LoadMemory memory = new LoadMemory(shape.table());
            results.addAll(database.inTransaction(connection -> new TableRetry(connection, memory, columns).run(rows)));
        } catch (TableMismatchException e) {
            String fault = new CsvFileException(file, e.getMessage()).getMessage();
            rows.forEach(row -> results.reject(new Rejection(row.former().record(), Reason.INVALID, "$", fault)));
        } catch (SQLException e) {
            if (!SqlFaults.blamesRecord(e, Dialect.SQLITE)) {
                throw new DatabaseUnavailableException(database.name(), e);
            }
            if (rows.size() == 1) {
                results.reject(rows.get(0).rejection(Reason.REFUSED, SqlFaults.describe(e)));
            } else {
                int half = rows.size() / 2;
                write(columns, rows.subList(0, half), results);
                write(columns, rows.subList(half, rows.size()), results);
            }
        }
    }
}
