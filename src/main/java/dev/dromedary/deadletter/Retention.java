package dev.dromedary.deadletter;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.clock.WallClock;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Durations;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes letters that need no longer be kept: when pipelines start, and every hour. A few at a time, each time in a
 * transaction of their own, so that no pipeline waits long for the state; where the state is down, an hour later.
 * Thread-safe.
 */
public final class Retention implements Requirement, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);
    private static final Duration PERIOD = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final int SOME = 200;

    private final DeadLetters letters;
    private final Duration keep;
    private final Optional<Duration> keepOpen;
    private final Clock clock;
    private ScheduledExecutorService timer;

    /**
     * @param keep how long letters are kept that have landed or were discarded
     * @param keepOpen how long open letters are kept after they last failed; for ever, if empty
     */
    Retention(DeadLetters letters, Duration keep, Optional<Duration> keepOpen, Clock clock) {
        this.letters = letters;
        this.keep = keep;
        this.keepOpen = keepOpen;
        this.clock = clock;
    }

    @Override
    public String system() {
        return letters.system();
    }

    /** Begins to sweep, once there is a table to be swept. */
    @Override
    public synchronized void check() throws SQLException {
        letters.migrate();
        if (timer == null) {
            timer = Executors.newSingleThreadScheduledExecutor(Threads.named("dead-letter-retention"));
            timer.scheduleWithFixedDelay(this::sweepOrWait, 0, PERIOD.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void sweepOrWait() {
        try {
            sweep();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (UnavailableException e) {
            LOG.warn("Dead letters are deleted an hour later: {}", FailureLog.describe(e));
        } catch (RuntimeException e) {
            // Else the timer would never sweep again, and say nothing.
            LOG.error("Dead letters could not be deleted: {}", FailureLog.describe(e));
        } catch (Error e) {
            Threads.end(e);
        }
    }

    /** Deletes all that is due. */
    void sweep() throws InterruptedException {
        Instant now = clock.instant();
        say("that have landed or were discarded", "dead-letters.retention", all(false, now.minus(keep)));
        if (keepOpen.isPresent()) {
            say("that were open", "dead-letters.retention-open", all(true, now.minus(keepOpen.get())));
        }
    }

    private long all(boolean open, Instant before) throws InterruptedException {
        long deleted = 0;
        int some = letters.delete(open, before, SOME);
        while (some > 0) {
            deleted += some;
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
            some = letters.delete(open, before, SOME);
        }
        return deleted;
    }

    private static void say(String which, String setting, long deleted) {
        if (deleted > 0) {
            LOG.info("Deleted {} dead letters {} ({})", deleted, which, setting);
        }
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
            timer = null;
        }
    }

    /** Makes {@link Retention} from properties, as routes declare them. */
    public static final class Builder {

        private DeadLetters letters;
        private Duration keep = Duration.ofDays(30);
        private Optional<Duration> keepOpen = Optional.empty();

        public void setLetters(DeadLetters letters) {
            this.letters = letters;
        }

        /** How long letters are kept that have landed or were discarded, such as {@code 30d}. */
        public void setKeep(String keep) {
            this.keep = Durations.parse(keep);
        }

        /** How long open letters are kept after they last failed; for ever, unless it is set. */
        public void setKeepOpen(String keepOpen) {
            this.keepOpen = Optional.of(Durations.parse(keepOpen));
        }

        /** @throws ConfigurationException if the letters are missing */
        public Retention build() {
            if (letters == null) {
                throw new ConfigurationException("Retention needs the property \"letters\"");
            }
            return new Retention(letters, keep, keepOpen, WallClock.utc());
        }
    }
}
