package dev.dromedary.deadletter;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetInfo;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.settings.ConfigurationException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/**
 * Encrypts the payloads of dead letters with AES-256-GCM, each bound to its letter's id, so that no payload can be put
 * under another letter. Immutable and thread-safe.
 */
final class PayloadCipher {

    private final Aead aead;
    private final String keyId;

    private PayloadCipher(Aead aead, String keyId) {
        this.aead = aead;
        this.keyId = keyId;
    }

    /** @throws ConfigurationException if the file holds no keyset for this, or others may read it */
    static PayloadCipher load(Path keyset) {
        KeysetHandle handle = KeysetFile.load(keyset, KeysetKind.AES_GCM);
        try {
            return new PayloadCipher(
                    handle.getPrimitive(RegistryConfiguration.get(), Aead.class),
                    KeysetInfo.keyId(handle.getPrimary().getId()));
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException("keyset " + keyset + " cannot encrypt dead letters", e);
        }
    }

    /** Id of the key that new payloads are encrypted with. */
    String keyId() {
        return keyId;
    }

    byte[] encrypt(String letterId, String payload) {
        try {
            return aead.encrypt(payload.getBytes(StandardCharsets.UTF_8), associated(letterId));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a dead letter cannot be encrypted", e);
        }
    }

    /** @throws ConfigurationException if the keyset lacks the key, or the payload was tampered with */
    String decrypt(String letterId, byte[] ciphertext) {
        try {
            return new String(aead.decrypt(ciphertext, associated(letterId)), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new ConfigurationException(
                    "the payload of dead letter " + letterId
                            + " cannot be decrypted: dead-letters.keyset lacks its key, or it was tampered with",
                    e);
        }
    }

    private static byte[] associated(String letterId) {
        return letterId.getBytes(StandardCharsets.US_ASCII);
    }
}
