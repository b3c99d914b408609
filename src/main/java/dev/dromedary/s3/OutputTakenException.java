package dev.dromedary.s3;

/** Something else was written where the output belongs; it was not overwritten (invariant 2). */
public final class OutputTakenException extends ObjectException {

    OutputTakenException(String object, String fault) {
        super(object, fault);
    }
}
