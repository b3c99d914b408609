package dev.dromedary.kafka;

import java.time.Duration;

/**
 * How long Kafka's clients wait before they give up.
 *
 * @param request for the answer to one request
 * @param delivery for a record to be stored, retries included
 * @param block for a call to begin: metadata, room in the buffer, the start and the end of a transaction
 * @param transaction until the broker ends a transaction by itself
 */
record Timing(Duration request, Duration delivery, Duration block, Duration transaction) {

    static final Timing DEFAULT =
            new Timing(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(15), Duration.ofSeconds(60));
}
