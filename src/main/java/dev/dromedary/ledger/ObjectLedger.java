package dev.dromedary.ledger;

import dev.dromedary.pipeline.Requirement;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Which version of which object is being worked on by whom. Any number of threads and processes may ask at once: of one
 * version there is one claim that counts, the last.
 *
 * <p>Who has a claim renews it, about three times a lease. One that is not renewed runs out, and the object is taken over.
 * The slow owner may still be at work then; whatever the clocks say, its {@link #complete} is refused, because it names a
 * claim that is no longer the last. So an object may be worked on twice, but is completed once (invariant 2).
 *
 * <p>Thread-safe. Each method but {@link #lease} and {@link #close} throws {@link
 * dev.dromedary.batch.UnavailableException} if the store cannot be asked now. Whether a change was made is not known
 * then: ask again. A change of this very claim that was made before is answered with true again.
 */
public interface ObjectLedger extends Requirement, AutoCloseable {

    /** Whether there are rows to be asked for: false before anybody has made the ledger. Makes nothing. */
    boolean exists();

    /** How long a claim holds when it is not renewed. */
    Duration lease();

    /**
     * Claims a version that nobody works on: one that is new, pending, superseded, in progress with a lease that ran out,
     * or failed with attempts left. Never one that is completed. Other versions of the key that have ended are superseded,
     * because the output may be of this one soon: who writes an old content anew finds it converted anew.
     *
     * @param maxAttempts how many attempts there are in all, at least 1
     * @return empty if there is nothing to do, or somebody else does it
     */
    Optional<Claim> claim(ObjectVersion version, int maxAttempts);

    /**
     * Those of the given versions that no {@link #claim} would get any more: completed, or failed with no attempts left.
     * One question for many, so that a listing of what is done costs little.
     */
    Set<ObjectVersion> ended(Collection<ObjectVersion> versions, int maxAttempts);

    /** Lets the lease begin anew; false if the claim was lost. */
    boolean renew(Claim claim);

    /** Remembers a multipart upload, for whoever takes over; false if the claim was lost. */
    boolean attach(Claim claim, String uploadId);

    /** Forgets the multipart upload, which was aborted; false if the claim was lost. */
    boolean detach(Claim claim);

    /**
     * Ends the work well, and forgets the upload; false if the claim was lost. Supersedes other versions as {@link #claim}
     * does.
     */
    boolean complete(Claim claim, Outcome outcome);

    /**
     * Ends the work for the object's own fault (invariant 3); false if the claim was lost. An upload stays known.
     *
     * @param reason what is wrong, without any content; its first 1000 characters are kept
     */
    boolean fail(Claim claim, String reason);

    /**
     * As {@link #fail}, for a fault of the moment: the attempt does not count, so that a version which is gone is work again
     * should it come back.
     */
    boolean failForNow(Claim claim, String reason);

    /** Gives the object back for no fault of its own: the attempt does not count. False if the claim was lost. */
    boolean release(Claim claim);

    /**
     * Makes a version that has failed work again, however many attempts it has had, which still count. One in any other
     * state stays as it is.
     */
    void reopen(ObjectVersion version);

    /** The row of a version. */
    Optional<Entry> find(ObjectVersion version);

    /** How many rows there are of each state; DynamoDB reads the whole table for it. */
    Map<State, Long> counts();

    /**
     * Hands out the rows of a state, page by page: the consumer may call the ledger. What changes meanwhile may be
     * missed, but what does not change comes once.
     */
    void list(State state, Consumer<Entry> consumer);

    @Override
    void close();
}
