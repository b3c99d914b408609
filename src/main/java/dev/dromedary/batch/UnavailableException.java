package dev.dromedary.batch;

/**
 * A system did not do what it was asked, for its own reasons. No record is to blame, and trying again later is the answer
 * (invariant 3). The message may be logged: it never quotes a record (invariant 4).
 */
public class UnavailableException extends RuntimeException {

    /** Without a stack trace and a cause: what else they hold is never printed. */
    public UnavailableException(String message) {
        super(message, null, false, false);
    }
}
