package dev.dromedary.clock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WallClockTest {

    @TempDir
    private Path folder;

    private static Duration off(Instant instant) {
        return Duration.between(Instant.now(), instant);
    }

    @Test
    void isTheSystemsClock() {
        assertThat(off(WallClock.now())).isCloseTo(Duration.ZERO, Duration.ofSeconds(5));
        assertThat(WallClock.clock(null)).isEqualTo(Clock.systemUTC());
    }

    @Test
    void isOffByWhatAFileSaysAtEachMoment() throws Exception {
        Path file = Files.writeString(folder.resolve("off"), "PT0S\n");
        Clock clock = WallClock.clock(file.toString());
        assertThat(off(clock.instant())).isCloseTo(Duration.ZERO, Duration.ofSeconds(5));

        Files.writeString(file, "-PT1H");

        assertThat(off(clock.instant())).isCloseTo(Duration.ofHours(-1), Duration.ofSeconds(5));
        assertThat(clock.millis()).isCloseTo(System.currentTimeMillis() - 3_600_000, within(5_000L));
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        assertThatThrownBy(() -> clock.withZone(ZoneOffset.MAX)).isInstanceOf(UnsupportedOperationException.class);
    }
}
