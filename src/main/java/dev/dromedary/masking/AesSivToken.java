package dev.dromedary.masking;

import dev.dromedary.keys.KeysetInfo;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The text of an AES-SIV token: the key id as 8 lower-case hex digits, a full stop, and in base64url without padding
 * what Tink's ciphertext has after its prefix, which is the byte 1 and the key id.
 */
final class AesSivToken {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    // By chance, one AES-SIV token of a 32-byte value in 2^128 would look like this.
    private static final Pattern HMAC = Pattern.compile("[0-9a-f]{8}\\.[0-9a-f]{64}");
    private static final Pattern AES_SIV = Pattern.compile("[0-9a-f]{8}\\.[A-Za-z0-9_-]{22,}");
    private static final int KEY_ID_DIGITS = 8;
    private static final int TINK_PREFIX_BYTES = 5;

    private AesSivToken() {}

    static String ofCiphertext(int keyId, byte[] ciphertext) {
        byte[] body = Arrays.copyOfRange(ciphertext, TINK_PREFIX_BYTES, ciphertext.length);
        return KeysetInfo.keyId(keyId) + "."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(body);
    }

    /** Tink's ciphertext again. */
    static byte[] toCiphertext(String token) {
        byte[] body = decode(token.substring(KEY_ID_DIGITS + 1));
        return ByteBuffer.allocate(TINK_PREFIX_BYTES + body.length)
                .put((byte) 1)
                .putInt(keyId(token))
                .put(body)
                .array();
    }

    static int keyId(String token) {
        return HexFormat.fromHexDigits(token, 0, KEY_ID_DIGITS);
    }

    /** @throws UnmaskException if the text does not have the form of an AES-SIV token */
    static void check(String token) {
        if (SHA256.matcher(token).matches()) {
            throw new UnmaskException("a sha256 token is not reversible");
        }
        if (HMAC.matcher(token).matches()) {
            throw new UnmaskException("an hmac-sha256 token is not reversible (this one is of key "
                    + token.substring(0, KEY_ID_DIGITS) + ")");
        }
        if (!AES_SIV.matcher(token).matches()) {
            throw malformed();
        }
    }

    private static byte[] decode(String text) {
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
        // The decoder ignores the unused bits of the last digit: one value would have several tokens.
        if (!Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(text)) {
            throw malformed();
        }
        return bytes;
    }

    private static UnmaskException malformed() {
        return new UnmaskException("not a token: an aes-siv token is 8 lower-case hex digits, a full stop"
                + " and at least 22 characters of base64url without padding");
    }
}
