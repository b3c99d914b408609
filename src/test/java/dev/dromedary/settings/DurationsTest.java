package dev.dromedary.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

    @ParameterizedTest
    @CsvSource({
        "0s, PT0S",
        "200ms, PT0.2S",
        "30s, PT30S",
        "5m, PT5M",
        "12h, PT12H",
        "7d, P7D",
        "1 s, PT1S",
        "' 10ms ', PT0.01S",
        "500, PT0.5S",
        "0, PT0S",
        "999999999999ms, PT277777H46M39.999S"
    })
    void readsAnAmountAndItsUnit(String text, Duration expected) {
        assertThat(Durations.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "s", "-5s", "1.5s", "30S", "1w", "PT30S", "1h30m", "1000000000000s", "\u0665s"})
    void refusesWhatIsNoDurationAndSaysWhatIs(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Durations.parse(text))
                .withMessage("a duration such as 200ms, 30s, 5m or 12h");
    }
}
