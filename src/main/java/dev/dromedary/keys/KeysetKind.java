package dev.dromedary.keys;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.daead.DeterministicAeadConfig;
import com.google.crypto.tink.daead.PredefinedDeterministicAeadParameters;
import com.google.crypto.tink.prf.PredefinedPrfParameters;
import com.google.crypto.tink.prf.PrfConfig;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What the keys of a keyset are for. A keyset holds keys of one kind, so that none serves two purposes. */
public enum KeysetKind {
    /** One-way, keyed: Tink's {@code HMAC_SHA256_PRF}. */
    HMAC("hmac-sha256", PredefinedPrfParameters.HMAC_SHA256_PRF),
    /** Reversible, equal values give equal tokens: Tink's {@code AES256_SIV}. */
    AES_SIV("aes-siv", PredefinedDeterministicAeadParameters.AES256_SIV),
    /** Encryption of whole payloads: Tink's {@code AES256_GCM}. */
    AES_GCM("dead-letters", PredefinedAeadParameters.AES256_GCM);

    static {
        try {
            PrfConfig.register();
            DeterministicAeadConfig.register();
            AeadConfig.register();
        } catch (GeneralSecurityException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String text;
    private final Parameters parameters;

    KeysetKind(String text, Parameters parameters) {
        this.text = text;
        this.parameters = parameters;
    }

    /**
     * The kind by its text form.
     *
     * @throws IllegalArgumentException if there is none, listing those there are
     */
    public static KeysetKind parse(String text) {
        return Arrays.stream(values())
                .filter(kind -> kind.text.equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("kind of keyset must be one of "
                        + Arrays.stream(values()).map(KeysetKind::toString).collect(Collectors.joining(", "))
                        + ", not '" + text + "'"));
    }

    /** A keyset of one new key, in memory only. */
    public KeysetHandle generate() {
        try {
            return KeysetHandle.generateNew(parameters);
        } catch (GeneralSecurityException e) {
            throw new KeysetException("cannot generate a key for " + text, e);
        }
    }

    /** The keyset with a new primary key, the old keys kept. */
    KeysetHandle rotate(KeysetHandle keyset) {
        try {
            return KeysetHandle.newBuilder(keyset)
                    .addEntry(KeysetHandle.generateEntryFromParameters(parameters)
                            .withRandomId()
                            .makePrimary())
                    .build();
        } catch (GeneralSecurityException e) {
            throw new KeysetException("cannot add a key for " + text, e);
        }
    }

    /** Tink's JSON format, with the keys in clear. */
    String serialize(KeysetHandle keyset) {
        try {
            return TinkJsonProtoKeysetFormat.serializeKeyset(keyset, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException e) {
            throw new KeysetException("cannot write a keyset for " + text + " as JSON", e);
        }
    }

    /** The opposite of {@link #serialize}; in this class because Tink only knows the kinds once it is initialized. */
    static KeysetHandle parseKeyset(String json) throws GeneralSecurityException {
        return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
    }

    /** The kind of all the keys of a keyset; none where they differ or are not of a kind known here. */
    static Optional<KeysetKind> of(KeysetHandle keyset) {
        return Arrays.stream(values())
                .filter(kind -> IntStream.range(0, keyset.size())
                        .allMatch(i -> keyset.getAt(i).getKey().getParameters().equals(kind.parameters)))
                .findFirst();
    }

    /** The text form, as it is written in settings: {@code hmac-sha256}, {@code aes-siv} or {@code dead-letters}. */
    @Override
    public String toString() {
        return text;
    }
}
