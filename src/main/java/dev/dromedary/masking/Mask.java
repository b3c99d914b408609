package dev.dromedary.masking;

/**
 * Puts a token in the place of a value; equal values get equal tokens. Immutable and safe for use by several threads.
 *
 * <p>The tokens, by mask:
 *
 * <ul>
 *   <li>{@link Sha256Mask}: 64 lower-case hex digits;
 *   <li>{@link HmacMask}: the key id as 8 lower-case hex digits, a full stop, 64 lower-case hex digits;
 *   <li>{@link AesSivMask}: the key id as 8 lower-case hex digits, a full stop, base64url without padding.
 * </ul>
 */
public sealed interface Mask permits Sha256Mask, HmacMask, AesSivMask {

    /**
     * The token of a value.
     *
     * @param value any text, the empty one too
     * @throws dev.dromedary.batch.RecordRejectedException if the value has a surrogate without its partner, which
     *     UTF-8 cannot express; never quotes the value
     */
    String mask(String value);
}
