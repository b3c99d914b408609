package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all threads that call a system know of its being down: an outage is logged once when it begins and once when it
 * ends, and the waits between calls grow exponentially with jitter. Thread-safe.
 */
public final class Backoff {

    private static final Logger LOG = LoggerFactory.getLogger(Backoff.class);
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    private final String operation;
    private long downSince;
    private volatile boolean down;

    /** @param operation what is done to which system, for the log */
    public Backoff(String operation) {
        this.operation = operation;
    }

    /** How long to wait after so many failures in a row: between half and the whole of the exponential delay. */
    public Duration delay(int failures) {
        long longest = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures - 1, 10));
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
    }

    public synchronized void failed(Exception cause) {
        if (!down) {
            down = true;
            downSince = System.nanoTime();
            LOG.warn("{} fails, trying until it works: {}", operation, cause.getMessage());
        }
    }

    public void succeeded() {
        if (down) {
            recovered();
        }
    }

    private synchronized void recovered() {
        if (down) {
            down = false;
            LOG.info(
                    "{} works again after {} s",
                    operation,
                    Duration.ofNanos(System.nanoTime() - downSince).toSeconds());
        }
    }
}
