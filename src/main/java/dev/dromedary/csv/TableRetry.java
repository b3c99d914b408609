package dev.dromedary.csv;

import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.csv.RetryMemory.Taken;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Rows that are tried once more within one transaction. For use by one thread, once. */
final class TableRetry {

    private final Connection connection;
    private final LoadMemory memory;
    private final Columns columns;
    private final RetryResults results = new RetryResults();

    TableRetry(Connection connection, LoadMemory memory, Columns columns) {
        this.connection = connection;
        this.memory = memory;
        this.columns = columns;
    }

    /**
     * Writes those rows that undo nothing newer.
     *
     * @throws SQLException if the database refuses a row for what it is, or is not there
     * @throws TableMismatchException if the table has other columns
     */
    RetryResults run(List<RetriedRow> rows) throws SQLException {
        // Before the table is opened, which makes one that is gone: it would pass for the one that was loaded.
        Optional<String> began = memory.began(connection);
        if (began.isEmpty()) {
            rows.forEach(row -> results.reject(row.rejection(
                    Reason.INVALID, "the table is gone since the load; replay the row after the next one")));
            return results;
        }
        try (CsvTable table = CsvTable.openForRetries(connection, memory.table(), columns);
                RowState state = new RowState(connection, memory.table(), columns);
                RetryMemory retries = RetryMemory.open(connection, memory.table())) {
            for (RetriedRow row : rows) {
                take(row, began.get(), table, state, retries);
            }
        }
        return results;
    }

    private void take(RetriedRow tried, String began, CsvTable table, RowState state, RetryMemory retries)
            throws SQLException {
        RowLetter letter = tried.letter();
        Object key = tried.row().values()[columns.keyIndex()];
        String current = state.of(key);
        boolean there = !RowState.isAbsent(current) && state.has(tried.row());
        boolean ofLastLoad = letter.load().equals(began);
        if (!there && letter.before().equals(RowLetter.NEVER)) {
            results.reject(tried.former());
        } else if (!there && !mayReplace(letter, current, ofLastLoad ? retries.last(key) : Optional.empty())) {
            results.add(tried.former().record(), RowRetry.Result.SUPERSEDED);
        } else if (!there && !ofLastLoad) {
            results.reject(tried.rejection(
                    Reason.INVALID,
                    "a file was loaded since, and may have had a newer row of this key; correct the row in the file or"
                            + " in the table, and discard this letter"));
        } else {
            if (!there) {
                table.write(tried.row());
            }
            if (ofLastLoad && !letter.before().equals(RowLetter.NEVER)) {
                retries.remember(key, new Taken(letter.line(), there ? current : state.of(key)));
            }
            results.add(tried.former().record(), RowRetry.Result.LANDED);
        }
    }

    /**
     * Whether the table has what it had when the row was rejected, or what a retry of this or an earlier row of the file
     * has written since.
     *
     * @param current stands for what it has
     * @param last the last row of this key and file that was retried
     */
    private static boolean mayReplace(RowLetter letter, String current, Optional<Taken> last) {
        return last.map(taken -> taken.line() <= letter.line()
                        && (taken.state().equals(current) || letter.before().equals(current)))
                .orElseGet(() -> letter.before().equals(current));
    }
}
