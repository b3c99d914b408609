package dev.dromedary.masking;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.prf.Prf;
import com.google.crypto.tink.prf.PrfSet;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.keys.KeysetException;
import dev.dromedary.keys.KeysetInfo;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

/**
 * Masks by HMAC-SHA-256 of the value's UTF-8 with the keyset's primary key: one-way, and not to be guessed without the
 * key. A token is the key id as 8 lower-case hex digits, a full stop, and the 32 bytes as 64 lower-case hex digits: 73
 * characters. Immutable and safe for use by several threads.
 */
public final class HmacMask implements Mask {

    private static final int BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    private final Prf prf;
    private final String prefix;

    /**
     * @param keyset a keyset of kind {@link dev.dromedary.keys.KeysetKind#HMAC}
     * @throws KeysetException if it is of another kind
     */
    public HmacMask(KeysetHandle keyset) {
        try {
            PrfSet prfs = keyset.getPrimitive(RegistryConfiguration.get(), PrfSet.class);
            this.prf = prfs.getPrfs().get(prfs.getPrimaryId());
            this.prefix = KeysetInfo.keyId(prfs.getPrimaryId()) + ".";
        } catch (GeneralSecurityException e) {
            throw new KeysetException("the keyset is not for " + MaskingMode.HMAC_SHA256, e);
        }
    }

    @Override
    public String mask(String value) {
        byte[] bytes = Utf8.bytes(value);
        try {
            return prefix + HEX.formatHex(prf.compute(bytes, BYTES));
        } catch (GeneralSecurityException e) {
            throw new UnavailableException("cannot compute an HMAC");
        }
    }
}
