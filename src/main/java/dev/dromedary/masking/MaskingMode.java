package dev.dromedary.masking;

import dev.dromedary.keys.KeysetKind;
import dev.dromedary.settings.ConfigurationException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The ways to mask a value. */
public enum MaskingMode {
    /** Plain hash. Whoever can guess a value can check the guess; for compatibility with tables masked that way. */
    SHA256("sha256", null),
    /** Keyed hash: guesses cannot be checked without the key. */
    HMAC_SHA256("hmac-sha256", KeysetKind.HMAC),
    /** Deterministic encryption: whoever holds the keyset can unmask. */
    AES_SIV("aes-siv", KeysetKind.AES_SIV);

    private final String text;
    private final KeysetKind keysetKind;

    MaskingMode(String text, KeysetKind keysetKind) {
        this.text = text;
        this.keysetKind = keysetKind;
    }

    /**
     * The mode by its text form.
     *
     * @throws ConfigurationException if there is none, listing those there are
     */
    public static MaskingMode parse(String text) {
        return Arrays.stream(values())
                .filter(mode -> mode.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException("masking mode must be one of "
                        + Arrays.stream(values()).map(MaskingMode::toString).collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }

    /** The kind of keyset that the mode needs; none if it is not keyed. */
    public Optional<KeysetKind> keysetKind() {
        return Optional.ofNullable(keysetKind);
    }

    /** The text form, as it is written in settings: {@code sha256}, {@code hmac-sha256} or {@code aes-siv}. */
    @Override
    public String toString() {
        return text;
    }
}
