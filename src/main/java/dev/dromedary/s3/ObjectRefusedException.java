package dev.dromedary.s3;

/** S3 refuses to give or to take this object, and asking again cannot help. */
public final class ObjectRefusedException extends ObjectException {

    public ObjectRefusedException(String object, String fault) {
        super(object, fault);
    }
}
