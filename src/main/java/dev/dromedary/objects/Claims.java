package dev.dromedary.objects;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.ledger.Claim;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.ledger.State;
import dev.dromedary.pipeline.Patience;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The claims of one consumer: asked for, renewed while they are worked on, settled. A ledger that is down is asked until it
 * answers. Thread-safe.
 */
final class Claims implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Claims.class);
    private static final Duration MARGIN = Duration.ofSeconds(1);

    private final ObjectLedger ledger;
    private final String pipeline;
    private final int attempts;
    private final Patience patience;
    private final LeaseKeeper keeper;
    private volatile long lastWork = System.nanoTime();

    /** @param attempts how often a version is tried */
    Claims(ObjectLedger ledger, String pipeline, int attempts, Patience patience) {
        this.ledger = ledger;
        this.pipeline = pipeline;
        this.attempts = attempts;
        this.patience = patience;
        this.keeper = new LeaseKeeper(ledger);
    }

    /** Claims what was found; empty if there is nothing to do, or another process does it. */
    Optional<ClaimedObject> claim(FoundObject found) throws InterruptedException {
        Optional<Claim> claim = patience.ask(() -> ask(found));
        claim.ifPresent(keeper::keep);
        if (claim.isPresent()) {
            lastWork = System.nanoTime();
        }
        return claim.map(ours -> new ClaimedObject(pipeline, found.summary(), ours, ledger, patience));
    }

    /** A claim whose answer was lost is nobody's: its lease begins now at the latest, and must run out. */
    private Optional<Claim> ask(FoundObject found) {
        try {
            return ledger.claim(found.version(), attempts);
        } catch (UnavailableException e) {
            lastWork = System.nanoTime();
            throw e;
        }
    }

    /** What has become of an object that could not be claimed. */
    Ending ending(FoundObject found) throws InterruptedException {
        Optional<Entry> entry = patience.ask(() -> ledger.find(found.version()));
        boolean ended = entry.filter(row -> row.state() == State.COMPLETED || row.state() == State.FAILED)
                .isPresent();
        return ended ? Ending.SETTLED : Ending.BUSY;
    }

    /**
     * Invariant 1: tells the ledger what has become of an object, when that is durable, and only then.
     *
     * @return false if another process has taken it over meanwhile
     */
    boolean settle(ClaimedObject object, Batch result) throws InterruptedException {
        try {
            return patience.ask(() -> tell(object, result));
        } finally {
            forget(object);
        }
    }

    private boolean tell(ClaimedObject object, Batch result) {
        if (result.stored() == 1) {
            return ledger.complete(object.claim(), object.outcome());
        }
        return object.isGone()
                ? ledger.failForNow(object.claim(), object.fault())
                : ledger.fail(object.claim(), object.fault());
    }

    /** Gives an object back for no fault of its own. Where the ledger does not hear of it, the lease runs out. */
    void release(ClaimedObject object) {
        forget(object);
        // An interrupted thread could not ask.
        boolean interrupted = Thread.interrupted();
        try {
            ledger.release(object.claim());
        } catch (UnavailableException e) {
            LOG.debug("{} is free when its lease has run out: {}", object, e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Works on an object no more, without telling the ledger. */
    void forget(ClaimedObject object) {
        keeper.release(object.claim());
        lastWork = System.nanoTime();
    }

    /** Whether nothing was claimed or settled after the given {@link System#nanoTime}. */
    boolean nothingSince(long moment) {
        return moment - lastWork > 0;
    }

    /**
     * Whether, at the given {@link System#nanoTime}, nothing had been claimed or settled for longer than a lease: what is
     * open after that is in the hands of living processes, who renew their leases.
     */
    boolean waitedOut(long moment) {
        return moment - lastWork > ledger.lease().plus(MARGIN).toNanos();
    }

    @Override
    public void close() {
        keeper.close();
    }
}
