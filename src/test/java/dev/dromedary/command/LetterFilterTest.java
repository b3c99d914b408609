package dev.dromedary.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.settings.ConfigurationException;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LetterFilterTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "24h, 2026-02-28T12:00:00Z",
        "7d, 2026-02-22T12:00:00Z",
        "2026-01-31, 2026-01-31T00:00:00Z",
        "2026-01-31T08:30:00Z, 2026-01-31T08:30:00Z"
    })
    void aTimeIsAnInstantADateOrADurationBack(String text, Instant time) {
        assertThat(LetterFilter.time(text, NOW)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "7", "", "2026-02-30", "-7d", "999999999999d"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> LetterFilter.time(text, NOW))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("--since is \"" + text + "\"", "24h", "2026-01-31");
    }
}
