package dev.dromedary.kafka;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.batch.Surrogates;
import java.util.Locale;

/**
 * Makes rejections that a database can keep: a record without an id gets one by its place, a tombstone has an empty
 * payload, and halves of surrogate pairs, which have no UTF-8, are written out.
 */
final class DeadLetterForm {

    private DeadLetterForm() {}

    static Rejection of(Batch batch, int index, RecordRejectedException fault) {
        SourceRecord record = batch.records().get(index);
        String id = record.id() == null
                ? "no id, record " + index + " of the batch to position " + batch.position()
                : writtenOut(record.id());
        String payload = record.payload() == null ? "" : writtenOut(record.payload());
        return fault.of(
                new SourceRecord(id, record.sentAt(), record.deliveries(), payload, record.fields(), record.headers()));
    }

    private static String writtenOut(String text) {
        StringBuilder written = new StringBuilder(text);
        int at = Surrogates.firstUnpaired(text);
        while (at >= 0) {
            written.replace(at, at + 1, String.format(Locale.ROOT, "\\u%04x", (int) written.charAt(at)));
            at = Surrogates.firstUnpaired(written.toString());
        }
        return written.toString();
    }
}
