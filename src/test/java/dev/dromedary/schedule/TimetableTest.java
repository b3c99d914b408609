package dev.dromedary.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimetableTest {

    @TempDir
    private Path folder;

    private Timetable of(String... namesAndValues) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            environment.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        Settings settings = Settings.load(folder, environment, Set.of());
        return Timetable.of("catalog", settings);
    }

    private void refused(String message, String... namesAndValues) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> of(namesAndValues))
                .withMessageContaining(message);
    }

    @Test
    void aPipelineRunsContinuouslyUnlessToldOtherwise() {
        assertThat(of().kind()).isEqualTo(Timetable.Kind.CONTINUOUS);
        assertThat(of().bounded()).isFalse();
        assertThat(of("CATALOG_SCHEDULE", "on-request").kind()).isEqualTo(Timetable.Kind.ON_REQUEST);
        assertThat(of("CATALOG_SCHEDULE", "0 3 * * *").kind()).isEqualTo(Timetable.Kind.TIMES);
        assertThat(of("CATALOG_SCHEDULE", "0 3 * * *").bounded()).isTrue();
    }

    @Test
    void onePipelineRunsAfterOthersWithoutAnyTime() {
        Timetable after = of("CATALOG_AFTER", " products, logins ");

        assertThat(after.kind()).isEqualTo(Timetable.Kind.ON_REQUEST);
        assertThat(after.after()).containsExactly("products", "logins");
        assertThat(after).hasToString("on-request, after products, logins");
    }

    @Test
    void theZoneCounts() {
        Instant now = Instant.parse("2026-01-01T12:00:00Z");

        assertThat(of("CATALOG_SCHEDULE", "0 3 * * *", "CATALOG_TIME_ZONE", "Asia/Tokyo")
                        .cron()
                        .orElseThrow()
                        .next(now))
                .contains(Instant.parse("2026-01-01T18:00:00Z"));
    }

    @Test
    void whatContradictsItselfIsRefused() {
        refused("catalog.schedule is \"sometimes\"", "CATALOG_SCHEDULE", "sometimes");
        refused("catalog.time-zone is \"Mars\"", "CATALOG_SCHEDULE", "0 3 * * *", "CATALOG_TIME_ZONE", "Mars");
        refused("wants it to run after others", "CATALOG_SCHEDULE", "continuous", "CATALOG_AFTER", "logins");
        refused("catalog.missed is \"maybe\"", "CATALOG_MISSED", "maybe");
    }

    @Test
    void whatWasMissedIsMadeGoodOnce() {
        Cron cron = of("CATALOG_SCHEDULE", "0 * * * *").cron().orElseThrow();
        Instant now = Instant.parse("2026-01-01T12:30:00Z");
        Appointment missed = new Appointment(cron, Optional.of(now.minusSeconds(10_000)), now);
        Appointment none = new Appointment(cron, Optional.empty(), now);

        assertThat(missed.isDue(now)).isTrue();
        assertThat(missed.isDue(now)).isFalse();
        assertThat(missed.next()).contains(Instant.parse("2026-01-01T13:00:00Z"));
        assertThat(none.isDue(now)).isFalse();
        assertThat(none.isDue(Instant.parse("2026-01-01T13:00:00Z"))).isTrue();
    }

    @Test
    void aClockThatIsSetBackRepeatsNothing() {
        Cron cron = of("CATALOG_SCHEDULE", "0 * * * *").cron().orElseThrow();
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        Appointment hourly = new Appointment(cron, Optional.empty(), noon.minusSeconds(1));

        assertThat(hourly.isDue(noon)).isTrue();
        assertThat(hourly.isDue(noon.minusSeconds(3600))).isFalse();
        assertThat(hourly.isDue(noon)).isFalse();
        assertThat(hourly.isDue(noon.plusSeconds(3600))).isTrue();
    }

    @Test
    void manyTimesThatPassedAtOnceAreOneRun() {
        Cron cron = of("CATALOG_SCHEDULE", "* * * * *").cron().orElseThrow();
        Instant noon = Instant.parse("2026-01-01T12:00:00Z");
        Appointment everyMinute = new Appointment(cron, Optional.empty(), noon);

        assertThat(everyMinute.isDue(noon.plusSeconds(600))).isTrue();
        assertThat(everyMinute.isDue(noon.plusSeconds(600))).isFalse();
    }
}
