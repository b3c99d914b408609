package dev.dromedary.csv;

import dev.dromedary.batch.Rejection;
import dev.dromedary.clock.WallClock;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.SqlFaults;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/** One load within its transaction, from the first row to the mark that it is done. For use by one thread, once. */
final class TableLoad {

    private final Connection connection;
    private final LoadMemory memory;
    private final Columns columns;
    private final RowFaults faults;
    private final RowOrigin origin;
    private final String began = WallClock.now().toString();
    private final RejectedRows rejected;
    private long rows;
    private long touched;

    TableLoad(Connection connection, LoadMemory memory, Columns columns, RowOrigin origin, RejectedRows rejected) {
        this.connection = connection;
        this.memory = memory;
        this.columns = columns;
        this.faults = new RowFaults(columns, origin);
        this.origin = origin;
        this.rejected = rejected;
    }

    /**
     * Writes all rows. The dead letters are durable when it returns, so before the commit (invariant 1).
     *
     * @throws TableMismatchException if the table has other columns
     */
    CsvLoad.Loaded run(CsvRows file) throws SQLException {
        memory.begin(connection, began);
        RetryMemory.forget(connection, memory.table());
        try (CsvTable table = CsvTable.open(connection, memory.table(), columns);
                RowState state = new RowState(connection, memory.table(), columns);
                RowFeed feed = RowFeed.start(file, columns)) {
            Optional<RowChunk> chunk = feed.next();
            while (chunk.isPresent()) {
                write(table, state, chunk.get());
                chunk = feed.next();
            }
        }
        rejected.store();
        memory.remember(connection, file.sha256(), began, rows, rejected.count());
        return new CsvLoad.Loaded(true, rows, touched, rejected.count());
    }

    private void write(CsvTable table, RowState state, RowChunk chunk) throws SQLException {
        for (Rejection rejection : chunk.rejections()) {
            Object key = rejection.record().fields().get(columns.key().name());
            reject(rejection, key == null ? RowLetter.NEVER : state.of(key));
        }
        for (TableRow row : chunk.rows()) {
            try {
                switch (table.write(row)) {
                    case CHANGED -> {
                        rows++;
                        touched++;
                    }
                    case UNCHANGED -> rows++;
                    case REPEATED -> reject(faults.repeated(row), RowLetter.NEVER);
                }
            } catch (SQLException e) {
                refuse(table, state, row, e);
            }
        }
    }

    private void refuse(CsvTable table, RowState state, TableRow row, SQLException e) throws SQLException {
        if (!SqlFaults.blamesRecord(e, Dialect.SQLITE)) {
            throw e;
        }
        memory.checkTransaction(connection);
        table.forget(row);
        reject(faults.refused(row, e), state.of(row.values()[columns.keyIndex()]));
    }

    private void reject(Rejection rejection, String before) {
        rejected.add(RowLetter.of(rejection, origin, began, before));
    }
}
