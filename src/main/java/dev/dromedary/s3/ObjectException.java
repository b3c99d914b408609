package dev.dromedary.s3;

/**
 * One object cannot be moved for what it is or for what became of it; the others can. The message may be logged: it
 * names the object and holds no content.
 */
public abstract sealed class ObjectException extends RuntimeException
        permits ObjectChangedException, ChecksumMismatchException, ObjectRefusedException, OutputTakenException {

    /** Without a stack trace: it is an answer and not an accident. */
    ObjectException(String object, String fault) {
        super(object + ": " + fault, null, false, false);
    }
}
