package dev.dromedary.tracing;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"Authorization=Bearer s3c\nret", "Authorization=Bearer s3crét", "s3c ret=x", "a=b,s3c\u0001ret=x"
            })
    void headersThatNoneTakesAreRefusedWithoutBeingShown(String headers) {
        Settings settings = Settings.defaults().with("tracing.enabled", "true").with("tracing.headers", headers);

        assertThatThrownBy(() -> Traces.of(settings))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("tracing.headers has characters that no header takes")
                .hasNoCause();
    }
}
