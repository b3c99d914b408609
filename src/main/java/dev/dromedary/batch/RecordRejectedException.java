package dev.dromedary.batch;

import dev.dromedary.batch.Rejection.Reason;

/**
 * Thrown by a step that finds a record at fault. It is an answer and not an accident: it carries no stack trace, and
 * neither its message nor its parts may quote a value of the record (invariant 4).
 */
public final class RecordRejectedException extends RuntimeException {

    private final transient Reason reason;
    private final String path;

    /**
     * @param path JSON path of the offending field, {@code $} for the whole record
     * @param detail what is wrong, without any value
     */
    public RecordRejectedException(Reason reason, String path, String detail) {
        super(detail, null, false, false);
        this.reason = reason;
        this.path = path;
    }

    public Rejection of(SourceRecord record) {
        return new Rejection(record, reason, path, getMessage());
    }

    public Reason reason() {
        return reason;
    }

    public String path() {
        return path;
    }
}
