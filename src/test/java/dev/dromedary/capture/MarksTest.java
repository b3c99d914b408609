package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.pipeline.Watermarked.Mark;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarksTest {

    @Test
    void aLogsPositionIsItsNumber() {
        String position = ChangeLogPosition.beginning("log", 41).at(42).text();

        assertThat(Marks.of(position)).contains(new Mark(OptionalLong.of(42), Optional.empty()));
    }

    @Test
    void aPositionByTimeIsItsTimeAndNeverItsKey() {
        String position = TimestampPosition.beginning("products")
                .after(new Stamp(Stamp.Kind.TEXT, "2026-01-31T23:59:59.500Z"), "4006381333931")
                .text();

        assertThat(Marks.of(position))
                .contains(new Mark(OptionalLong.empty(), Optional.of(Instant.parse("2026-01-31T23:59:59.500Z"))));
    }

    @Test
    void whatIsNoPositionIsNoMark() {
        assertThat(Marks.of("{}")).isEmpty();
        assertThat(Marks.of("nonsense")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "ZONED, 2026-01-31T12:00+02:00, 2026-01-31T10:00:00Z",
        "LOCAL, 2026-01-31T12:00, 2026-01-31T12:00:00Z",
        "DATE, 2026-01-31, 2026-01-31T00:00:00Z",
        "NUMBER, 1769860800, 2026-01-31T12:00:00Z",
        "NUMBER, 1769860800500, 2026-01-31T12:00:00.500Z",
        "NUMBER, 1769860800500250, 2026-01-31T12:00:00.500250Z",
        "TEXT, 2026-01-31, 2026-01-31T00:00:00Z",
        "TEXT, 2026-01-31 12:00, 2026-01-31T12:00:00Z",
        "TEXT, 2026-01-31T12:00:00.25Z, 2026-01-31T12:00:00.250Z",
        "TEXT, 2026-01-31 12:00:00+02:00, 2026-01-31T10:00:00Z",
        "TEXT, yesterday,",
        "TEXT, 2026-13-31T12:00:00Z,",
        "TEXT, 2026-01-31T12:00:00 CET!,"
    })
    void aStampIsAMomentWhereItIsADate(Stamp.Kind kind, String value, Instant moment) {
        assertThat(new Stamp(kind, value).instant()).isEqualTo(Optional.ofNullable(moment));
    }
}
