package dev.dromedary.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * A row of the ledger, as it was when it was read. Times are the store's (PostgreSQL) or the writing process's (SQLite,
 * DynamoDB). Immutable.
 *
 * @param version the object
 * @param state what has become of it
 * @param owner who has or had the last claim
 * @param leaseEnd until when the last claim is nobody else's; of meaning only {@link State#IN_PROGRESS in progress}
 * @param attempts how often it was begun; neither releases nor takeovers count
 * @param takeovers how often an owner's lease ran out and another took over. A number that grows tells of an object that
 *     ends its process
 * @param reason why the last attempt failed
 * @param uploadId the upload that was begun and not ended
 * @param outcome what came of it, once completed
 * @param firstSeen when it was first claimed
 * @param started when the last claim began
 * @param ended when it was completed or failed
 */
public record Entry(
        ObjectVersion version,
        State state,
        String owner,
        Instant leaseEnd,
        int attempts,
        int takeovers,
        Optional<String> reason,
        Optional<String> uploadId,
        Optional<Outcome> outcome,
        Instant firstSeen,
        Instant started,
        Optional<Instant> ended) {}
