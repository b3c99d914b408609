package dev.dromedary.masking;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Masks by SHA-256 of the value's UTF-8, in 64 lower-case hex digits. Without a key: the few billion IPv4 addresses can
 * be tried in minutes, so this is for compatibility only. Immutable and safe for use by several threads.
 */
public final class Sha256Mask implements Mask {

    // A digest has state, and to look one up by name costs about as much as to hash a short value.
    private static final ThreadLocal<MessageDigest> DIGEST = ThreadLocal.withInitial(Sha256Mask::digest);
    private static final HexFormat HEX = HexFormat.of();

    @Override
    public String mask(String value) {
        return HEX.formatHex(DIGEST.get().digest(Utf8.bytes(value)));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
