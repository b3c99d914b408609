package dev.dromedary.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.dromedary.settings.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Whatever is given for a time: a time, or one line that says what is wrong. */
class LetterFilterFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @FuzzTest
    void fuzzSince(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            assertThat(LetterFilter.time(text, NOW)).isNotNull();
        } catch (ConfigurationException e) {
            assertThat(e.getMessage()).startsWith("--since is ");
        }
    }
}
