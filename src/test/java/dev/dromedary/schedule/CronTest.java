package dev.dromedary.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.settings.ConfigurationException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronTest {

    private static final ZoneId UTC = ZoneId.of("UTC");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static List<String> next(String expression, ZoneId zone, String after, int times) {
        Cron cron = Cron.parse("x.schedule", expression, zone);
        List<String> found = new ArrayList<>();
        Instant time = Instant.parse(after);
        for (int i = 0; i < times; i++) {
            time = cron.next(time).orElseThrow();
            found.add(time.toString());
        }
        return found;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/15 * * * *     | 2026-03-04T10:15:00Z",
                "0 3 * * *        | 2026-03-05T03:00:00Z",
                "0 3 * * 0        | 2026-03-08T03:00:00Z",
                "0 3 * * 7        | 2026-03-08T03:00:00Z",
                "0 3 * * sun      | 2026-03-08T03:00:00Z",
                "0 3 * * 1-5      | 2026-03-05T03:00:00Z",
                "0 3 * * 5,6      | 2026-03-06T03:00:00Z",
                "30 4 1 * *       | 2026-04-01T04:30:00Z",
                "0 0 29 2 *       | 2028-02-29T00:00:00Z",
                "0 0 3 * * ?      | 2026-03-05T03:00:00Z",
                "30 10 10 ? * WED | 2026-03-04T10:10:30Z",
                "0 0 3 ? * 1      | 2026-03-08T03:00:00Z",
            })
    void namesTheNextTime(String expression, String expected) {
        assertThat(next(expression, UTC, "2026-03-04T10:10:00Z", 1)).containsExactly(expected);
    }

    @Test
    void followsTheWallClockOfItsZone() {
        assertThat(next("0 3 * * *", BERLIN, "2026-03-27T12:00:00Z", 3))
                .containsExactly("2026-03-28T02:00:00Z", "2026-03-29T01:00:00Z", "2026-03-30T01:00:00Z");
    }

    @Test
    void aTimeThatSpringSkipsDoesNotComeAndOneThatAutumnRepeatsComesOnce() {
        assertThat(next("30 2 * * *", BERLIN, "2026-03-28T12:00:00Z", 1)).containsExactly("2026-03-30T00:30:00Z");
        assertThat(next("30 2 * * *", BERLIN, "2026-10-24T12:00:00Z", 2))
                .containsExactly("2026-10-25T01:30:00Z", "2026-10-26T01:30:00Z");
    }

    @Test
    void aTimeThatIsPastForEverDoesNotCome() {
        assertThat(Cron.parse("x.schedule", "0 0 3 1 1 ? 2020", UTC).next(Instant.parse("2026-01-01T00:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "daily",
                "* * *",
                "61 * * * *",
                "0 3 * * 8",
                "0 3 1 * 1",
                "a b c d e",
                "0 25 * * *",
                "* * * * * *"
            })
    void whatIsNoExpressionIsRefused(String text) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Cron.parse("logins.schedule", text, UTC))
                .withMessageStartingWith(
                        "logins.schedule is \"" + text + "\", and must be continuous, on-request or a cron");
    }
}
