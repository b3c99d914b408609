package dev.dromedary.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {

    @ParameterizedTest
    @CsvSource({
        "0B, 0",
        "512B, 512",
        "64KiB, 65536",
        "16MiB, 16777216",
        "2GiB, 2147483648",
        "4 GiB, 4294967296",
        "' 1KiB ', 1024",
        "1kib, 1024",
        "1GIB, 1073741824"
    })
    void readsAnAmountAndItsUnit(String text, long bytes) {
        assertThat(DataSize.parse(text)).isEqualTo(new DataSize(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "16", "MiB", "-1B", "1.5MiB", "16MB", "16M", "1 000KiB", "1TiB", "0x10B", "\u0661B"})
    void refusesWhatIsNoSizeAndSaysWhatIs(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DataSize.parse(text))
                .withMessage("a size such as 64KiB, 16MiB or 2GiB");
    }

    @Test
    void doesNotWrapAroundWhereALongEnds() {
        assertThatThrownBy(() -> DataSize.parse("999999999999GiB")).isInstanceOf(RuntimeException.class);
        assertThat(DataSize.parse("8589934591GiB").bytes()).isPositive();
        assertThatThrownBy(() -> DataSize.parse("8589934592GiB")).isInstanceOf(RuntimeException.class);
    }

    @Test
    void isOrderedByBytesAndNotByText() {
        assertThat(DataSize.parse("1KiB"))
                .isGreaterThan(DataSize.parse("900B"))
                .isLessThan(DataSize.parse("1025B"))
                .isEqualByComparingTo(DataSize.parse("1024B"));
    }
}
