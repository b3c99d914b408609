package dev.dromedary.batch;

/**
 * Another process runs the same pipeline and has taken over; this one must stop, and trying again is no answer. The
 * message may be logged: it never quotes a record.
 */
public class TakenOverException extends RuntimeException {

    /** Without a stack trace: it is an answer and not an accident. */
    public TakenOverException(String message) {
        super(message, null, false, false);
    }
}
