package dev.dromedary.objects;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.clock.WallClock;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.ledger.State;
import dev.dromedary.s3.UploadSweeper;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Durations;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Aborts the multipart uploads under an output prefix that nobody goes on with (invariant 6): older than an age, and of no
 * claim that holds. An object whose upload was aborted is converted from its beginning. For one thread at a time.
 */
public final class OrphanedUploads {

    private static final Logger LOG = LoggerFactory.getLogger(OrphanedUploads.class);
    private static final Duration INTERVAL = Duration.ofHours(1);

    private final UploadSweeper sweeper;
    private final ObjectLedger ledger;
    private final Duration age;
    private final Clock clock;
    private long lastSweep;

    private OrphanedUploads(Builder builder) {
        this.clock = WallClock.utc();
        this.sweeper = builder.objects.sweeper(clock);
        this.ledger = builder.ledger;
        this.age = builder.age;
    }

    /** Sweeps, once an hour at the most. What cannot be done now holds nobody up. */
    void sweepIfDue() {
        if (lastSweep != 0 && System.nanoTime() - lastSweep < INTERVAL.toNanos()) {
            return;
        }
        lastSweep = System.nanoTime();
        int aborted = 0;
        try {
            aborted = sweep();
        } catch (UnavailableException | ConfigurationException e) {
            LOG.warn("Forgotten uploads are left for an hour: {}", e.getMessage());
        }
        if (aborted > 0) {
            LOG.info("Aborted {} uploads that nobody has gone on with for {} s", aborted, age.toSeconds());
        }
    }

    /**
     * Sweeps now, and tells how many uploads were aborted.
     *
     * @throws UnavailableException if S3 or the ledger cannot be asked
     */
    public int sweep() {
        Set<String> live = new HashSet<>();
        boolean[] read = {false};
        return sweeper.sweep(age, upload -> {
            if (!OutputKeys.isOutput(upload.key())) {
                return true;
            }
            if (!read[0]) {
                ledger.list(State.IN_PROGRESS, entry -> addLive(entry, live));
                read[0] = true;
            }
            return live.contains(upload.uploadId());
        });
    }

    private void addLive(Entry entry, Set<String> live) {
        // The clocks may differ.
        Instant dead = clock.instant().minus(ledger.lease());
        if (entry.leaseEnd().isAfter(dead)) {
            entry.uploadId().ifPresent(live::add);
        }
    }

    /** Makes {@link OrphanedUploads} from properties, as routes declare them. */
    public static final class Builder {

        private XmlObjects objects;
        private ObjectLedger ledger;
        private Duration age = Duration.ofDays(1);

        /** Whose uploads they are. */
        public void setObjects(XmlObjects objects) {
            this.objects = objects;
        }

        public void setLedger(ObjectLedger ledger) {
            this.ledger = ledger;
        }

        /** How long ago an upload must have begun. */
        public void setAge(String age) {
            this.age = Durations.parse(age);
        }

        public OrphanedUploads build() {
            return new OrphanedUploads(this);
        }
    }
}
