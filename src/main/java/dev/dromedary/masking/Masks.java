package dev.dromedary.masking;

import com.google.crypto.tink.KeysetHandle;
import dev.dromedary.keys.KeysetException;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import java.nio.file.Path;
import java.util.Optional;

/** Makes masks from settings. */
public final class Masks {

    private Masks() {}

    /**
     * The mask of a mode.
     *
     * @param keyset file of the keyset; null is refused in the keyed modes, and ignored like any other in sha256
     * @throws KeysetException if the keyset is missing or cannot be used
     */
    public static Mask create(MaskingMode mode, Path keyset) {
        return switch (mode) {
            case SHA256 -> new Sha256Mask();
            case HMAC_SHA256 -> new HmacMask(load(mode, KeysetKind.HMAC, keyset));
            case AES_SIV -> new AesSivMask(load(mode, KeysetKind.AES_SIV, keyset));
        };
    }

    /**
     * What turns the tokens of a keyset back into values.
     *
     * @param keyset file of the keyset; null is refused
     * @throws KeysetException if the keyset is missing, cannot be used or is not for reversible tokens
     */
    public static Unmasker unmasker(Path keyset) {
        return new AesSivMask(load(MaskingMode.AES_SIV, KeysetKind.AES_SIV, keyset));
    }

    private static KeysetHandle load(MaskingMode mode, KeysetKind kind, Path keyset) {
        if (keyset == null) {
            throw new KeysetException(
                    "masking mode " + mode + " needs a keyset: " + KeysetFile.howToMake("FILE", Optional.of(kind))
                            + " and name it in masking.keyset (MASKING_KEYSET)");
        }
        return KeysetFile.load(keyset, kind);
    }

    /**
     * Makes a mask that is declared in YAML:
     *
     * <pre>{@code
     * - beans:
     *     - name: mask
     *       type: dev.dromedary.masking.Mask
     *       builderClass: dev.dromedary.masking.Masks$Builder
     *       properties:
     *         mode: "{{masking.mode}}"
     *         keyset: "{{masking.keyset}}"
     * }</pre>
     */
    public static final class Builder {

        private MaskingMode mode = MaskingMode.HMAC_SHA256;
        private Path keyset;

        /** {@code sha256}, {@code hmac-sha256} (the default) or {@code aes-siv}. */
        public void setMode(String mode) {
            this.mode = MaskingMode.parse(mode);
        }

        /** File of the keyset; empty for none. */
        public void setKeyset(String keyset) {
            this.keyset = keyset.isBlank() ? null : Path.of(keyset);
        }

        public Mask build() {
            return create(mode, keyset);
        }
    }
}
