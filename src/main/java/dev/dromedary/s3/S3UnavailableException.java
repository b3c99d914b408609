package dev.dromedary.s3;

import dev.dromedary.batch.UnavailableException;

/**
 * S3 did not do what it was asked, for its own reasons: it is down, slow, throttling, lost an answer, no longer takes
 * our credentials or does not let us write. No object is to blame; trying again later is the answer. The message names request, object and the
 * server's code, and holds no content.
 */
public final class S3UnavailableException extends UnavailableException {

    S3UnavailableException(String request, String words) {
        super("S3 " + request + ": " + words);
    }
}
