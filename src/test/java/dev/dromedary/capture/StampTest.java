package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.capture.Stamp.Kind;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StampTest {

    @ParameterizedTest
    @CsvSource({
        "TEXT, 2026-01-01T00:00:00.000Z, 2025-12-31T23:55:00.000Z",
        "TEXT, 2026-01-01 00:00:00, 2025-12-31 23:55:00",
        "TEXT, 2026-01-01 00:00, 2025-12-31 23:55",
        "TEXT, 2026-01-01T00:00:00.123456+02:00, 2025-12-31T23:55:00.123456+02:00",
        "TEXT, 2026-01-01, 2025-12-31",
        "DATE, 2026-03-01, 2026-02-28",
        "LOCAL, 2026-01-01T00:00, 2025-12-31T23:55",
        "ZONED, 2026-01-01T00:00Z, 2025-12-31T23:55Z",
        "NUMBER, 1767225600, 1767225300",
        "NUMBER, 1767225600000, 1767225300000",
        "NUMBER, 1767225600000000, 1767225300000000"
    })
    void anEarlierTimeHasTheSameForm(Kind kind, String value, String earlier) {
        assertThat(new Stamp(kind, value).minus(Duration.ofMinutes(5))).isEqualTo(new Stamp(kind, earlier));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "1.1.2026", "2026-13-01T00:00:00Z", "2026-01-01T25:00"})
    void textThatIsNoTimeIsRefusedWithoutBeingQuoted(String value) {
        assertThatThrownBy(() -> new Stamp(Kind.TEXT, value).minus(Duration.ofMinutes(5)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ISO 8601");
    }

    @ParameterizedTest
    @CsvSource({
        "NUMBER, 9, 10",
        "LOCAL, 2026-01-01T00:00, 2026-01-01T00:00:00.5",
        "ZONED, 2026-01-01T00:00+02:00, 2025-12-31T23:00Z",
        "TEXT, 2026-01-01, 2026-01-02"
    })
    void theSortableTextSortsAsTheTimesDo(Kind kind, String earlier, String later) {
        assertThat(new Stamp(kind, earlier).sortable()).isLessThan(new Stamp(kind, later).sortable());
    }

    /** As the driver gives PostgreSQL's -infinity. */
    @Test
    void aTimeThatIsEndlesslyFarAwayIsNoMoment() {
        for (Stamp stamp : List.of(
                new Stamp(Kind.ZONED, OffsetDateTime.MIN.toString()),
                new Stamp(Kind.LOCAL, LocalDateTime.MIN.toString()),
                new Stamp(Kind.DATE, LocalDate.MIN.toString()))) {
            assertThat(stamp.instant()).isEmpty();
            assertThat(stamp.sortable()).isLessThan("2026-01-01");
            assertThat(stamp.minus(Duration.ofMinutes(5))).isEqualTo(stamp);
            assertThat(stamp.parameter()).hasToString(stamp.value());
        }
    }

    @Test
    void aPositionIsReadAsItWasWritten() {
        TimestampPosition position = new TimestampPosition("t", new Stamp(Kind.TEXT, "2026-01-01"), 17, 4);

        assertThat(TimestampPosition.parse(position.text())).contains(position);
        assertThat(TimestampPosition.parse(new ChangeLogPosition("id", 3, null).text()))
                .isEmpty();
        assertThat(ChangeLogPosition.parse(position.text())).isEmpty();
    }
}
