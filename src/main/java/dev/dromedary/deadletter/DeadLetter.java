package dev.dromedary.deadletter;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of a record that could not be stored, without its payload. It is open until it has landed or was
 * discarded, and open again should the record fail again. Immutable.
 *
 * @param id identity of the letter, derived from pipeline and source id: a record that fails again is the same letter
 * @param pipeline the pipeline that refused it
 * @param sourceId the source's identity of the record
 * @param reason the kind of fault, as {@code Rejection.Reason.code()}
 * @param path JSON path of the offending field
 * @param detail what is wrong, without any value
 * @param attempts how often the record was tried: what the source counts, and one more for each time that it failed since
 * @param sentAt when the source accepted the record
 * @param firstFailedAt when it first failed
 * @param failedAt when it last failed
 * @param keyId id of the key that its payload is encrypted with
 * @param payloadBytes size of the encrypted payload
 * @param landedAt when it reached the sink after all
 * @param discardedAt when somebody decided that it need not
 * @param discardWhy what they said
 */
public record DeadLetter(
        String id,
        String pipeline,
        String sourceId,
        String reason,
        String path,
        String detail,
        int attempts,
        Instant sentAt,
        Instant firstFailedAt,
        Instant failedAt,
        String keyId,
        long payloadBytes,
        Optional<Instant> landedAt,
        Optional<Instant> discardedAt,
        Optional<String> discardWhy) {

    /** {@code open}, {@code landed} or {@code discarded}. */
    public String state() {
        if (landedAt.isPresent()) {
            return "landed";
        }
        return discardedAt.isPresent() ? "discarded" : "open";
    }
}
