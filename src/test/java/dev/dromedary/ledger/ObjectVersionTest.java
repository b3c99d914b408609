package dev.dromedary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ObjectVersionTest {

    @Test
    void anEtagIsTheSameWithAndWithoutQuotes() {
        assertThat(new ObjectVersion("bucket", "key", "\"abc-2\""))
                .isEqualTo(new ObjectVersion("bucket", "key", "abc-2"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a\0b", "a\uD800"})
    void refusesKeysThatNoLedgerCanStore(String key) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ObjectVersion("bucket", key, "etag"));
    }

    @Test
    void countsTheBytesOfAKey() {
        assertThat(new ObjectVersion("bucket", "ä".repeat(512), "etag").key()).hasSize(512);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ObjectVersion("bucket", "ä".repeat(513), "etag"))
                .withMessage("the key of an object has 1026 bytes of at most 1024");
    }
}
