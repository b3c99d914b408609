package dev.dromedary.s3;

/** The version that was to be read is gone: the object was replaced or deleted. */
public final class ObjectChangedException extends ObjectException {

    public ObjectChangedException(String object, String fault) {
        super(object, fault);
    }
}
