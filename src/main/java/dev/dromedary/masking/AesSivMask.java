package dev.dromedary.masking;

import com.google.crypto.tink.DeterministicAead;
import com.google.crypto.tink.KeyStatus;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.keys.KeysetException;
import dev.dromedary.keys.KeysetInfo;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Masks by AES-SIV (RFC 5297) of the value's UTF-8 with the keyset's primary key: reversible with the keyset, with any
 * of its keys. A token is the key id as 8 lower-case hex digits, a full stop, and in base64url without padding the 16
 * bytes of the synthetic IV followed by the encrypted value: 9 + ⌈(16 + n) · 4/3⌉ characters for a value of n bytes,
 * 201 for 128, so that varchar(256) holds the token of any value up to 169 bytes. The length of the value shows.
 *
 * <p>The associated data is always {@value #ASSOCIATED_DATA}: a value has the same token in every field and pipeline
 * that share a keyset, so that joins still work.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class AesSivMask implements Mask, Unmasker {

    /** Bound into every token; a change would make all existing tokens unreadable. */
    static final String ASSOCIATED_DATA = "dromedary.mask.v1";

    private static final byte[] ASSOCIATED_BYTES = ASSOCIATED_DATA.getBytes(StandardCharsets.US_ASCII);

    private final DeterministicAead aead;
    private final int primaryKeyId;
    private final Set<Integer> keyIds;

    /**
     * @param keyset a keyset of kind {@link dev.dromedary.keys.KeysetKind#AES_SIV}
     * @throws KeysetException if it is of another kind
     */
    public AesSivMask(KeysetHandle keyset) {
        try {
            this.aead = keyset.getPrimitive(RegistryConfiguration.get(), DeterministicAead.class);
        } catch (GeneralSecurityException e) {
            throw new KeysetException("the keyset is not for " + MaskingMode.AES_SIV, e);
        }
        this.primaryKeyId = keyset.getPrimary().getId();
        this.keyIds = IntStream.range(0, keyset.size())
                .mapToObj(keyset::getAt)
                .filter(key -> key.getStatus() == KeyStatus.ENABLED)
                .map(KeysetHandle.Entry::getId)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String mask(String value) {
        byte[] bytes = Utf8.bytes(value);
        try {
            return AesSivToken.ofCiphertext(primaryKeyId, aead.encryptDeterministically(bytes, ASSOCIATED_BYTES));
        } catch (GeneralSecurityException e) {
            throw new UnavailableException("cannot encrypt with AES-SIV");
        }
    }

    @Override
    public String keyId(String token) {
        AesSivToken.check(token);
        return KeysetInfo.keyId(AesSivToken.keyId(token));
    }

    @Override
    public String unmask(String token) {
        AesSivToken.check(token);
        int keyId = AesSivToken.keyId(token);
        if (!keyIds.contains(keyId)) {
            throw new UnmaskException("key " + KeysetInfo.keyId(keyId) + " is not in the keyset");
        }
        byte[] ciphertext = AesSivToken.toCiphertext(token);
        try {
            return new String(aead.decryptDeterministically(ciphertext, ASSOCIATED_BYTES), StandardCharsets.UTF_8);
        } catch (GeneralSecurityException e) {
            throw new UnmaskException("key " + KeysetInfo.keyId(keyId) + " did not make this token, or it was altered");
        }
    }
}
