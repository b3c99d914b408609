package dev.dromedary.kafka;

import dev.dromedary.batch.UnavailableException;

/**
 * Kafka did not do what it was asked, for its own reasons: it is down, slow, lost a transaction or its answer. No record
 * is to blame; trying again later is the answer. The message holds the client's words, which quote no record.
 */
public final class KafkaUnavailableException extends UnavailableException {

    KafkaUnavailableException(String brokers, Throwable cause) {
        this(brokers, Faults.words(cause));
    }

    KafkaUnavailableException(String brokers, String words) {
        super("kafka at " + brokers + ": " + words);
    }
}
