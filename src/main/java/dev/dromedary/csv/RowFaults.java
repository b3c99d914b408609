package dev.dromedary.csv;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.database.SqlFaults;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/** What becomes of rows that the table does not take. Immutable. */
record RowFaults(Columns columns, RowOrigin origin) {

    /** The key came before in this file. */
    Rejection repeated(TableRow row) {
        return columns.fault(Reason.INVALID, row.line(), columns.keyIndex(), "the key came before in this file")
                .of(origin.record(row.line(), row.text(), fields(row)));
    }

    /** The database refuses the row for what it is. */
    Rejection refused(TableRow row, SQLException cause) {
        String detail = "line " + row.line() + ": " + SqlFaults.describe(cause);
        return new Rejection(origin.record(row.line(), row.text(), fields(row)), Reason.REFUSED, "$", detail);
    }

    private Map<String, Object> fields(TableRow row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Object value = row.values()[i];
            fields.put(columns.all().get(i).name(), value == null ? "" : value.toString());
        }
        return fields;
    }
}
