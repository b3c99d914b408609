package dev.dromedary.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransferSettingsTest {

    @Test
    void aStreamTakesItsPartsInFlight() {
        assertThat(TransferSettings.DEFAULT.memory()).isEqualTo(DataSize.parse("32MiB"));
    }

    @ParameterizedTest
    @CsvSource({
        "4MiB, 4, 5, S3 parts are from 5MiB to 1GiB",
        "2GiB, 4, 5, S3 parts are from 5MiB to 1GiB",
        "8MiB, 0, 5, from 1 to 64",
        "8MiB, 65, 5, from 1 to 64",
        "8MiB, 4, 0, there is at least 1"
    })
    void whatIsOutOfBoundsIsRefused(String partSize, int partsInFlight, int attempts, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() ->
                        new TransferSettings(DataSize.parse(partSize), partsInFlight, attempts, Duration.ofMillis(1)))
                .withMessageContaining(message);
    }
}
