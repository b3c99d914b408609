package dev.dromedary.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import dev.dromedary.keys.KeysetException;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AesSivMaskTest {

    // Computed with OpenSSL's AES-SIV, by way of Python's cryptography module.
    private static final String TOKEN = "1a2b3c4d.fQYTKu3IgvwRB9uPjSOWy5CNLe6WuEGepwwX";

    @Test
    void aTokenIsTheKeyIdAndTheCiphertextInBase64url() throws Exception {
        assertThat(new AesSivMask(Keysets.aesSiv()).mask("192.168.0.1")).isEqualTo(TOKEN);
    }

    @Test
    void theTokenOf128CharactersHas201() throws Exception {
        assertThat(new AesSivMask(Keysets.aesSiv()).mask("x".repeat(128))).hasSize(201);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "1", "192.168.0.1", "Zo\u00eb \ud83d\udc2a", "\u0000", "0123456789abcdef0123456789abcdef"})
    void aTokenCanBeUnmasked(String value) {
        AesSivMask mask = new AesSivMask(KeysetKind.AES_SIV.generate());

        assertThat(mask.unmask(mask.mask(value))).isEqualTo(value);
    }

    @Test
    void afterARotationOldTokensUnmaskAndNewOnesUseTheNewPrimaryKey(@TempDir Path folder) {
        Path file = folder.resolve("keyset.json");
        String oldKey = KeysetFile.create(file, KeysetKind.AES_SIV).primaryKeyId();
        String oldToken = load(file).mask("192.168.0.1");
        String newKey = KeysetFile.rotate(file).primaryKeyId();
        AesSivMask mask = load(file);

        assertThat(oldToken).startsWith(oldKey + ".");
        assertThat(mask.unmask(oldToken)).isEqualTo("192.168.0.1");
        assertThat(mask.mask("192.168.0.1")).startsWith(newKey + ".");
        assertThat(mask.unmask(mask.mask("192.168.0.1"))).isEqualTo("192.168.0.1");
    }

    @Test
    void aKeyThatIsNotInTheKeysetIsNamed() {
        AesSivMask mask = new AesSivMask(KeysetKind.AES_SIV.generate());

        assertThatExceptionOfType(UnmaskException.class)
                .isThrownBy(() -> mask.unmask(TOKEN))
                .withMessage("key 1a2b3c4d is not in the keyset");
    }

    @Test
    void aDisabledKeyIsAsGoodAsNone() throws Exception {
        KeysetHandle.Builder builder = KeysetHandle.newBuilder(Keysets.aesSiv());
        builder.getAt(0).setStatus(KeyStatus.DISABLED);
        KeysetHandle.Builder.Entry fresh = KeysetHandle.importKey(
                        KeysetKind.AES_SIV.generate().getPrimary().getKey())
                .makePrimary();
        AesSivMask mask = new AesSivMask(builder.addEntry(fresh).build());

        assertThatExceptionOfType(UnmaskException.class)
                .isThrownBy(() -> mask.unmask(TOKEN))
                .withMessage("key 1a2b3c4d is not in the keyset");
    }

    @Test
    void tokensOfTheOneWayMasksAreToldApart() throws Exception {
        AesSivMask mask = new AesSivMask(Keysets.aesSiv());

        assertThatExceptionOfType(UnmaskException.class)
                .isThrownBy(() -> mask.unmask(new Sha256Mask().mask("192.168.0.1")))
                .withMessage("a sha256 token is not reversible");
        assertThatExceptionOfType(UnmaskException.class)
                .isThrownBy(() -> mask.unmask(new HmacMask(Keysets.hmac()).mask("192.168.0.1")))
                .withMessage("an hmac-sha256 token is not reversible (this one is of key 1a2b3c4d)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "192.168.0.1",
                "1a2b3c4d",
                "1a2b3c4d.",
                "1a2b3c4d.short",
                "1A2B3C4D.fQYTKu3IgvwRB9uPjSOWy5CNLe6WuEGepwwX",
                "01a2b3c4d.fQYTKu3IgvwRB9uPjSOWy5CNLe6WuEGepwwX",
                "1a2b3c4d.fQYTKu3IgvwRB9uPjSOWy5CNLe6WuEGepwwX=",
                "1a2b3c4d.fQYTKu3IgvwRB9uPjSOWy5CNLe6WuEGepwwX\n",
                "1a2b3c4d.fQYTKu3IgvwRB9uPjSOWy5CNLe6+uEGepwwX",
                "1a2b3c4d.fQYTKu3IgvwRB9uPjSOWy5CNLe6WuEGepwwXA"
            })
    void aTextThatIsNoTokenIsRefusedUnquoted(String text) throws Exception {
        AesSivMask mask = new AesSivMask(Keysets.aesSiv());

        assertThatExceptionOfType(UnmaskException.class)
                .isThrownBy(() -> mask.unmask(text))
                .withMessage("not a token: an aes-siv token is 8 lower-case hex digits, a full stop"
                        + " and at least 22 characters of base64url without padding");
    }

    /** The value is of a length at which the last base64 digit has unused bits. */
    @Test
    void noTokenStandsForAValueButItsOwn() throws Exception {
        AesSivMask mask = new AesSivMask(Keysets.aesSiv());
        String token = mask.mask("10.0.0.12");

        for (int i = 9; i < token.length(); i++) {
            for (char digit : "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".toCharArray()) {
                String altered = token.substring(0, i) + digit + token.substring(i + 1);
                if (!altered.equals(token)) {
                    assertThatExceptionOfType(UnmaskException.class)
                            .isThrownBy(() -> mask.unmask(altered))
                            .withMessageNotContaining(token.substring(9, 17))
                            .withNoCause();
                }
            }
        }
    }

    @Test
    void aTokenUnderTheNameOfAnotherKeyIsRefused(@TempDir Path folder) {
        Path file = folder.resolve("keyset.json");
        KeysetFile.create(file, KeysetKind.AES_SIV);
        String token = load(file).mask("192.168.0.1");
        String newKey = KeysetFile.rotate(file).primaryKeyId();

        assertThatExceptionOfType(UnmaskException.class)
                .isThrownBy(() -> load(file).unmask(newKey + token.substring(8)))
                .withMessage("key " + newKey + " did not make this token, or it was altered");
    }

    @Test
    void aKeysetOfAnotherKindIsRefused() {
        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> new AesSivMask(KeysetKind.HMAC.generate()))
                .withMessage("the keyset is not for aes-siv");
    }

    private static AesSivMask load(Path file) {
        return new AesSivMask(KeysetFile.load(file, KeysetKind.AES_SIV));
    }
}
