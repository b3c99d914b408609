package dev.dromedary.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeysetKindTest {

    @ParameterizedTest
    @EnumSource
    void aKindIsFoundByItsText(KeysetKind kind) {
        assertThat(KeysetKind.parse(kind.toString())).isEqualTo(kind);
    }

    @Test
    void anUnknownKindListsTheChoices() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> KeysetKind.parse("rot13"))
                .withMessage("kind of keyset must be one of hmac-sha256, aes-siv, dead-letters, not 'rot13'");
    }

    @ParameterizedTest
    @EnumSource
    void aGeneratedKeysetIsOfItsKind(KeysetKind kind) {
        assertThat(KeysetKind.of(kind.generate())).contains(kind);
    }
}
