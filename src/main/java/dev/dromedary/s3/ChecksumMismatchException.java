package dev.dromedary.s3;

/** The bytes are not those that a checksum was made of. */
public final class ChecksumMismatchException extends ObjectException {

    ChecksumMismatchException(String object, String fault) {
        super(object, fault);
    }
}
