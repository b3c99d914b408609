package dev.dromedary.deadletter;

import java.time.Instant;

/**
 * What is known of a record that could not be stored, without its payload.
 *
 * @param id identity of the letter, derived from pipeline and source id: a record that fails again is the same letter
 * @param pipeline the pipeline that refused it
 * @param sourceId the source's identity of the record
 * @param reason the kind of fault, as {@code Rejection.Reason.code()}
 * @param path JSON path of the offending field
 * @param detail what is wrong, without any value
 * @param attempts how often the source has handed the record out
 * @param sentAt when the source accepted the record
 * @param failedAt when it last failed
 * @param keyId id of the key that its payload is encrypted with
 * @param payloadBytes size of the encrypted payload
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
        Instant failedAt,
        String keyId,
        long payloadBytes) {}
