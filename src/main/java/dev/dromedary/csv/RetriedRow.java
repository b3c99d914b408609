package dev.dromedary.csv;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;

/**
 * A row that is tried once more.
 *
 * @param former why it was rejected the last time
 * @param row its values as its columns are now
 */
record RetriedRow(Rejection former, RowLetter letter, TableRow row) {

    Rejection rejection(Reason reason, String fault) {
        return new Rejection(former.record(), reason, "$", "line " + letter.line() + ": " + fault);
    }

    @Override
    public String toString() {
        return "RetriedRow[line " + letter.line() + "]";
    }
}
