package dev.dromedary.masking;

import dev.dromedary.digest.Sha256;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Masks by SHA-256 of the value's UTF-8, in 64 lower-case hex digits. Without a key: the few billion IPv4 addresses can
 * be tried in minutes, so this is for compatibility only. Immutable and safe for use by several threads.
 */
public final class Sha256Mask implements Mask {

    // A digest has state, and to look one up by name costs about as much as to hash a short value.
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256::digest);
    private static final HexFormat HEX = HexFormat.of();

    @Override
    public String mask(String value) {
        return HEX.formatHex(DIGEST.get().digest(Utf8.bytes(value)));
    }
}
