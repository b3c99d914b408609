package dev.dromedary.kafka;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * What became of the records of one transaction: one object for all of them, so that a record costs no garbage. Told by
 * the producer's thread, asked by another.
 */
final class Outcome implements Callback {

    private volatile Exception refusal;
    private volatile Exception failure;

    @Override
    public void onCompletion(RecordMetadata metadata, Exception exception) {
        if (exception == null) {
            return;
        }
        if (Faults.isRefusal(exception)) {
            refusal = exception;
        } else if (failure == null) {
            failure = exception;
        }
    }

    /** Why a record was refused, or else why one failed; null where all is well. */
    Exception worst() {
        // A refusal makes the producer fail the other records too; so it comes first.
        return refusal == null ? failure : refusal;
    }
}
