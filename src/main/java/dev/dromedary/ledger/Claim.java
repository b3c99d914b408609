package dev.dromedary.ledger;

import java.util.Optional;

/**
 * The right to work on a version of an object, until it is completed, failed or released, or another owner takes over.
 * The ledger changes a row only for its last claim. Immutable.
 *
 * @param version what is claimed
 * @param id identity of this claim; no two claims have the same, not even of one owner
 * @param attempt the number of this attempt, from 1; one that is taken over keeps its number
 * @param uploadId the upload that an earlier claim has begun and not ended, to be resumed or aborted
 */
public record Claim(ObjectVersion version, String id, int attempt, Optional<String> uploadId) {}
