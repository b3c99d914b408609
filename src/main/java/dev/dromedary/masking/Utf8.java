package dev.dromedary.masking;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.Surrogates;
import java.nio.charset.StandardCharsets;

/** The one encoding that values are masked in. */
final class Utf8 {

    private Utf8() {}

    /**
     * The bytes of a value. {@link String#getBytes} would turn each lone surrogate into a question mark, and so give
     * different values the same token.
     */
    static byte[] bytes(String value) {
        int unpaired = Surrogates.firstUnpaired(value);
        if (unpaired >= 0) {
            throw new RecordRejectedException(
                    Reason.INVALID, "$", "has a surrogate without its partner at character " + unpaired);
        }
        return value.getBytes(StandardCharsets.UTF_8);
    }
}
