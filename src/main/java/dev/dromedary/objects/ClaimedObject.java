package dev.dromedary.objects;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.ledger.Claim;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.ledger.Outcome;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.s3.ObjectSummary;
import java.util.List;
import java.util.Optional;

/**
 * A version of an object that this process has the right to work on, as the steps of a route get it. The step that lands
 * the object answers with {@link #landed} or {@link #rejected}; the ledger hears of it when the route is done. The claim is
 * renewed for as long as that takes. {@link #toString()} names the object and holds no content.
 *
 * <p>For one thread at a time.
 */
public final class ClaimedObject {

    private final String pipeline;
    private final ObjectSummary summary;
    private final Claim claim;
    private final ObjectLedger ledger;
    private final Patience patience;
    private long failingSince;
    private String uploadId;
    private Outcome outcome;
    private String fault = "a step of the route has rejected it";
    private boolean gone;

    ClaimedObject(String pipeline, ObjectSummary summary, Claim claim, ObjectLedger ledger, Patience patience) {
        this.pipeline = pipeline;
        this.summary = summary;
        this.claim = claim;
        this.ledger = ledger;
        this.patience = patience;
        this.uploadId = claim.uploadId().orElse(null);
    }

    /** The version to be read, and no other. */
    public ObjectSummary summary() {
        return summary;
    }

    /** A multipart upload for this version that was begun and not ended, by this claim or an earlier one. */
    public Optional<String> uploadId() {
        return Optional.ofNullable(uploadId);
    }

    /**
     * Remembers a multipart upload before its first part is sent, so that whoever takes over goes on with it.
     *
     * @param uploadId null where there is none any more
     * @throws ClaimLostException if another process has taken over
     */
    public void attach(String uploadId) {
        boolean ours = uploadId == null ? ledger.detach(claim) : ledger.attach(claim, uploadId);
        if (!ours) {
            throw new ClaimLostException(summary.path());
        }
        this.uploadId = uploadId;
    }

    /** @throws ClaimLostException if another process has taken over */
    public void requireOurs() {
        if (!ledger.renew(claim)) {
            throw new ClaimLostException(summary.path());
        }
    }

    /** Says that a system is down that the object needs: a run with {@code --once} does not wait for it without end. */
    public void waiting(UnavailableException cause) {
        failingSince = failingSince == 0 ? System.nanoTime() : failingSince;
        patience.stillWaiting(failingSince, cause);
    }

    /** What a step returns that has made the object durable where it goes. */
    public Batch landed(Outcome outcome) {
        this.outcome = outcome;
        return batch().landed();
    }

    /**
     * What a step returns that finds the object at fault: a dead letter by reference, since the object itself stays where
     * it is.
     *
     * @param detail what is wrong, without any content
     */
    public Batch rejected(Reason reason, String detail) {
        this.outcome = null;
        this.fault = detail;
        Batch batch = batch();
        return batch.landed(0, 0, List.of(new Rejection(batch.records().get(0), reason, "$", detail)));
    }

    /** As {@link #rejected}, where the version was replaced or deleted: should it come back, it is work again. */
    public Batch gone(String detail) {
        this.gone = true;
        return rejected(Reason.INVALID, detail);
    }

    /** The object as a record that names it and its version. */
    Batch batch() {
        return Batch.of(
                pipeline,
                List.of(new SourceRecord(
                        claim.version().toString(), summary.lastModified(), claim.attempt(), Reference.json(summary))));
    }

    Claim claim() {
        return claim;
    }

    /** What the ledger keeps of an object that landed; null before. */
    Outcome outcome() {
        return outcome;
    }

    /** What the ledger keeps of an object that was rejected. */
    String fault() {
        return fault;
    }

    boolean isGone() {
        return gone;
    }

    @Override
    public String toString() {
        return "ClaimedObject[" + claim.version() + "]";
    }
}
