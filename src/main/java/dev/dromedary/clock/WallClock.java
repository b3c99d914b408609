package dev.dromedary.clock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.slf4j.LoggerFactory;

/**
 * The time of day, for all that is decided or written down by it: leases, schedules, retention, time stamps. Nothing else
 * asks the system for it, so that a test can see what becomes of them when a clock is set. Thread-safe.
 *
 * <p>The system property {@code dromedary.test.clock} names a file with an ISO-8601 duration, such as {@code -PT1H}, by which
 * this process is then off, from the moment on at which the file says so. No setting and no environment variable leads
 * there, and a process that is off says so in its log. What waits does not go by this clock but by {@link System#nanoTime}.
 */
public final class WallClock {

    private static final Clock UTC = clock(System.getProperty("dromedary.test.clock"));

    private WallClock() {}

    /** The clock, in UTC. */
    public static Clock utc() {
        return UTC;
    }

    public static Instant now() {
        return UTC.instant();
    }

    static Clock clock(String file) {
        if (file == null) {
            return Clock.systemUTC();
        }
        LoggerFactory.getLogger(WallClock.class).warn("The clock is off by what {} says, for a test", file);
        return new Off(Path.of(file));
    }

    /** The system's clock, off by what a file says. */
    private static final class Off extends Clock {

        private final Path file;

        Off(Path file) {
            this.file = file;
        }

        @Override
        public Instant instant() {
            try {
                return Instant.now().plus(Duration.parse(Files.readString(file).strip()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("only UTC, and not " + zone);
        }
    }
}
