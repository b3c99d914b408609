package dev.dromedary.masking;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.dromedary.batch.RecordRejectedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Whatever is said to be a token: what it stands for, or a refusal; and each value's token gives it back. */
class TokenFuzzTest {

    private final AesSivMask mask;

    TokenFuzzTest() throws GeneralSecurityException {
        mask = new AesSivMask(Keysets.aesSiv());
    }

    @FuzzTest
    void fuzzToken(byte[] input) {
        String token = new String(input, StandardCharsets.UTF_8);
        try {
            assertThat(mask.mask(mask.unmask(token))).isEqualTo(token);
        } catch (UnmaskException e) {
            assertThat(e.getMessage()).isNotBlank().hasSizeLessThan(300);
        }
    }

    @FuzzTest
    void fuzzValue(byte[] input) {
        // Two bytes a character, so that halves of characters come too.
        String value = ByteBuffer.wrap(input).asCharBuffer().toString();
        String token;
        try {
            token = mask.mask(value);
        } catch (RecordRejectedException halfACharacter) {
            return;
        }
        assertThat(mask.unmask(token)).isEqualTo(value);
    }
}
