package dev.dromedary.xml;

/**
 * The input is at fault: it is no JSON, or holds what the settings do not allow. The message says where and what, and
 * quotes nothing of the input (invariant 4). It is an answer and not an accident: it carries no stack trace.
 */
public final class JsonRejectedException extends RuntimeException {

    private final long line;
    private final long column;
    private final long offset;

    /**
     * @param line of the fault, from 1
     * @param column in that line, from 1, counted in bytes
     * @param offset of the fault in the input, in bytes from 0, a byte order mark included
     * @param fault what is wrong, without any value
     */
    public JsonRejectedException(long line, long column, long offset, String fault) {
        super("line " + line + ", column " + column + ", byte " + offset + ": " + fault, null, false, false);
        this.line = line;
        this.column = column;
        this.offset = offset;
    }

    public long line() {
        return line;
    }

    public long column() {
        return column;
    }

    public long offset() {
        return offset;
    }
}
