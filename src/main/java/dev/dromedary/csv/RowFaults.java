package dev.dromedary.csv;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.database.SqlFaults;
import java.sql.SQLException;

/** What becomes of rows that the table does not take. Immutable. */
record RowFaults(Columns columns, RowOrigin origin) {

    /** The key came before in this file. */
    Rejection repeated(TableRow row) {
        return columns.fault(Reason.INVALID, row.line(), columns.keyIndex(), "the key came before in this file")
                .of(origin.record(row.line(), row.text()));
    }

    /** The database refuses the row for what it is. */
    Rejection refused(TableRow row, SQLException cause) {
        String detail = "line " + row.line() + ": " + SqlFaults.describe(cause);
        return new Rejection(origin.record(row.line(), row.text()), Reason.REFUSED, "$", detail);
    }
}
