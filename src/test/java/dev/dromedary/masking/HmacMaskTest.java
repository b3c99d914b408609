package dev.dromedary.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.prf.HmacPrfKey;
import dev.dromedary.keys.KeysetException;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HmacMaskTest {

    @Test
    void aTokenIsTheKeyIdAndTheHmacInHex() throws Exception {
        // Computed with Python's hmac module.
        assertThat(new HmacMask(Keysets.hmac()).mask("192.168.0.1"))
                .isEqualTo("1a2b3c4d.21ede6e96300267db61dc4ffef2680514ae1b5ed485221dc61280cc6d7d15cbb");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "192.168.0.1", "Zo\u00eb \ud83d\udc2a"})
    void aTokenIsTheHmacThatThePlatformComputes(String value) throws Exception {
        KeysetHandle keyset = KeysetKind.HMAC.generate();

        assertThat(new HmacMask(keyset).mask(value)).isEqualTo(platformToken(keyset, value));
    }

    @Test
    void anotherKeyGivesAnotherToken() {
        String one = new HmacMask(KeysetKind.HMAC.generate()).mask("192.168.0.1");
        String other = new HmacMask(KeysetKind.HMAC.generate()).mask("192.168.0.1");

        assertThat(one.substring(9)).isNotEqualTo(other.substring(9));
    }

    @Test
    void afterARotationTheNewPrimaryKeyIsUsed(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keyset.json");
        KeysetFile.create(file, KeysetKind.HMAC);
        String newKey = KeysetFile.rotate(file).primaryKeyId();
        KeysetHandle keyset = KeysetFile.load(file, KeysetKind.HMAC);

        assertThat(new HmacMask(keyset).mask("192.168.0.1"))
                .startsWith(newKey + ".")
                .isEqualTo(platformToken(keyset, "192.168.0.1"));
    }

    @Test
    void aKeysetOfAnotherKindIsRefused() {
        assertThatExceptionOfType(KeysetException.class)
                .isThrownBy(() -> new HmacMask(KeysetKind.AES_SIV.generate()))
                .withMessage("the keyset is not for hmac-sha256");
    }

    private static String platformToken(KeysetHandle keyset, String value) throws Exception {
        byte[] key =
                ((HmacPrfKey) keyset.getPrimary().getKey()).getKeyBytes().toByteArray(InsecureSecretKeyAccess.get());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return "%08x.%s"
                .formatted(
                        keyset.getPrimary().getId(),
                        HexFormat.of().formatHex(mac.doFinal(value.getBytes(StandardCharsets.UTF_8))));
    }
}
