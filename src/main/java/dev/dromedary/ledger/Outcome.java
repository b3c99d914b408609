package dev.dromedary.ledger;

import java.util.regex.Pattern;

/**
 * What came of an object that is done. Immutable.
 *
 * @param inputSha256 SHA-256 of what was read, 64 hexadecimal digits in lower case
 * @param inputBytes how much was read
 * @param outputKey key of what was written
 * @param outputEtag ETag of what was written
 * @param outputSha256 SHA-256 of what was written, 64 hexadecimal digits in lower case
 * @param outputBytes how much was written
 */
public record Outcome(
        String inputSha256,
        long inputBytes,
        String outputKey,
        String outputEtag,
        String outputSha256,
        long outputBytes) {

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    /** @throws IllegalArgumentException if one of the two is no SHA-256 in lower-case digits */
    public Outcome {
        if (!SHA256.matcher(inputSha256).matches()
                || !SHA256.matcher(outputSha256).matches()) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits in lower case");
        }
    }
}
