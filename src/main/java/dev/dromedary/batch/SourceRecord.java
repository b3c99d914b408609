package dev.dromedary.batch;

import java.time.Instant;
import java.util.Map;

/**
 * One record on its way from a source to a sink: what the source says of it, its payload as it was received, and its
 * fields as the steps have made them so far. Immutable; {@link #toString()} names the record and shows none of its
 * content, because routes and exceptions print their bodies.
 *
 * @param id the source's own identity of the record, the same at every delivery
 * @param sentAt when the source accepted the record
 * @param deliveries how often the source has handed the record out, this time included; at least 1
 * @param payload the record as received; null where the source says that the record of this identity is gone
 * @param fields the record's fields by name, in order; values may be null; empty until a step has parsed the payload
 * @param headers what the source says of the record beside all this, by name; a sink that knows headers passes them on
 */
public record SourceRecord(
        String id,
        Instant sentAt,
        int deliveries,
        String payload,
        Map<String, Object> fields,
        Map<String, String> headers) {

    public SourceRecord(String id, Instant sentAt, int deliveries, String payload) {
        this(id, sentAt, deliveries, payload, Map.of(), Map.of());
    }

    /** The same record with other fields. */
    public SourceRecord withFields(Map<String, Object> newFields) {
        return new SourceRecord(id, sentAt, deliveries, payload, newFields, headers);
    }

    @Override
    public String toString() {
        return "SourceRecord[" + id + "]";
    }
}
