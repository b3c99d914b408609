package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.csv.RetryCondition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What of the rows that are written late is still sent, as {@link TimestampCapture} looks back. */
class LateRowsTest {

    private static final TimestampCapture.Settings SETTINGS = new TimestampCapture.Settings(
            "things", "id", "changed", "1 = 1", Duration.ofMinutes(5), new PageSize(10, 1_000));

    private static RetryCondition after(Stamp stamp) {
        return LateRows.condition(
                SETTINGS, Optional.of(new TimestampPosition("things by changed and id", stamp, "a", 3).text()));
    }

    @Test
    void aTextIsHeldAgainstTheLookBack() {
        RetryCondition condition = after(new Stamp(Stamp.Kind.TEXT, "2026-01-31T12:00:00.000Z"));

        assertThat(condition.column()).isEqualTo("changed");
        assertThat(condition.holds()).accepts("2026-01-31T11:55:00.000Z", "2026-02-01T00:00:00.000Z");
        assertThat(condition.holds()).rejects("2026-01-31T11:54:59.999Z", "", 1769860800L);
        assertThat(condition.holds().test(null)).isFalse();
        assertThat(condition.fault()).doesNotContain("2026");
    }

    @Test
    void aNumberIsHeldAgainstTheLookBack() {
        RetryCondition condition = after(new Stamp(Stamp.Kind.NUMBER, "1769860800"));

        assertThat(condition.holds()).accepts(1769860500L, "1769860500", "2026-01-31T12:00:00.000Z");
        assertThat(condition.holds()).rejects(1769860499L, "1769860499");
    }

    @Test
    void whereNothingWasSentEverythingWithATimeIs() {
        String another =
                new TimestampPosition("others by changed and id", new Stamp(Stamp.Kind.NUMBER, "5"), "a", 3).text();

        for (Optional<String> stored : List.of(Optional.<String>empty(), Optional.of(another))) {
            assertThat(LateRows.condition(SETTINGS, stored).holds()).accepts("1970-01-01", 0L);
            assertThat(LateRows.condition(SETTINGS, stored).holds().test(null)).isFalse();
        }
    }
}
