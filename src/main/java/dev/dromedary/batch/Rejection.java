package dev.dromedary.batch;

/**
 * A record that cannot be stored for what it is, and why. Holds no value of the record beside the record itself.
 *
 * @param record the record as its source gave it
 * @param reason the kind of fault
 * @param path JSON path of the offending field, {@code $} where it is the whole record
 * @param detail what is wrong, in words that never quote a value
 */
public record Rejection(SourceRecord record, Reason reason, String path, String detail) {

    /** The kinds of fault; few, because they are counted and filtered by. */
    public enum Reason {
        /** The payload is not what the format calls well formed. */
        MALFORMED,
        /** Well formed, but not of the shape or range that the schema or a step asks for. */
        INVALID,
        /** Valid here, refused by the sink: a constraint, a type, a length. */
        REFUSED,
        /** A step failed on this record in a way that it does not declare. */
        ERROR;

        /** Lower case, as it is stored and printed. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
