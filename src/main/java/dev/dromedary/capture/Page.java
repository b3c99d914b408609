package dev.dromedary.capture;

import dev.dromedary.batch.SourceRecord;
import java.util.List;

/**
 * Records in the order of their commits, and where the table is when they have landed. Immutable.
 *
 * @param position opaque to all but the {@link Capture} that made it
 */
record Page(List<SourceRecord> records, String position) {

    Page {
        records = List.copyOf(records);
    }
}
