package dev.dromedary.objects;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.ledger.Claim;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.pipeline.Threads;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Renews claims for as long as they are worked on, three times a lease. Thread-safe. */
final class LeaseKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final ObjectLedger ledger;
    private final Map<String, Claim> claims = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("object-lease"));

    LeaseKeeper(ObjectLedger ledger) {
        this.ledger = ledger;
        long third = ledger.lease().toMillis() / 3;
        timer.scheduleWithFixedDelay(this::renew, third, third, TimeUnit.MILLISECONDS);
    }

    void keep(Claim claim) {
        claims.put(claim.id(), claim);
    }

    void release(Claim claim) {
        claims.remove(claim.id());
    }

    private void renew() {
        try {
            claims.values().forEach(this::renew);
        } catch (UnavailableException e) {
            // The next time is early enough.
            LOG.debug("Claims are not renewed: {}", e.getMessage());
        } catch (RuntimeException e) {
            // Else no claim would be renewed any more.
            LOG.warn("Claims are not renewed: {}", e.getClass().getName());
        } catch (Error e) {
            Threads.end(e);
        }
    }

    private void renew(Claim claim) {
        if (!ledger.renew(claim) && claims.remove(claim.id()) != null) {
            // Its worker will say so, unless it has just settled the claim.
            LOG.debug("{} is not ours any more", claim.version());
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
