package dev.dromedary.masking;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.Key;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.daead.AesSivKey;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import com.google.crypto.tink.prf.HmacPrfKey;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;

/** Keysets whose keys are the bytes 0, 1, 2 and so on, so that the tests can tell tokens in advance. */
final class Keysets {

    static final int KEY_ID = 0x1a2b3c4d;

    static {
        try {
            DeterministicAeadConfig.register();
            PrfConfig.register();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private Keysets() {}

    static KeysetHandle hmac() throws GeneralSecurityException {
        HmacPrfKey key = HmacPrfKey.builder()
                .setParameters(PredefinedPrfParameters.HMAC_SHA256_PRF)
                .setKeyBytes(counted(32))
                .build();
        return of(key);
    }

    static KeysetHandle aesSiv() throws GeneralSecurityException {
        AesSivKey key = AesSivKey.builder()
                .setParameters(PredefinedDeterministicAeadParameters.AES256_SIV)
                .setKeyBytes(counted(64))
                .setIdRequirement(KEY_ID)
                .build();
        return of(key);
    }

    private static KeysetHandle of(Key key) throws GeneralSecurityException {
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withFixedId(KEY_ID).makePrimary())
                .build();
    }

    private static SecretBytes counted(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get());
    }
}
