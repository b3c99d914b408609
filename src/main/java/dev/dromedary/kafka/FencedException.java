package dev.dromedary.kafka;

import dev.dromedary.batch.TakenOverException;

/**
 * Another process publishes the same pipeline now. This one must not go on: what it sends would land twice. Trying again
 * does not help, so this is no {@link dev.dromedary.batch.UnavailableException}.
 */
public final class FencedException extends TakenOverException {

    FencedException(String pipeline, String transactionalId) {
        super("another process runs pipeline " + pipeline + " (transactional id " + transactionalId
                + "); this one stops");
    }
}
