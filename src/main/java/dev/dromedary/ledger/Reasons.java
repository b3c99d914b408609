package dev.dromedary.ledger;

import java.nio.charset.StandardCharsets;

/** Makes the reason of a failure fit for every store: short, and without characters that one of them refuses. */
final class Reasons {

    private static final int MAX_LENGTH = 1000;

    private Reasons() {}

    static String storable(String reason) {
        String text = reason.length() > MAX_LENGTH ? reason.substring(0, MAX_LENGTH) : reason;
        // Halves of surrogate pairs become question marks.
        return new String(text.replace('\0', '\uFFFD').getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }
}
