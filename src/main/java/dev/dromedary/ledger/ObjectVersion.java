package dev.dromedary.ledger;

import dev.dromedary.batch.Surrogates;
import java.nio.charset.StandardCharsets;

/**
 * One version of one object. A new ETag of a key is new work. Immutable.
 *
 * @param bucket name of the bucket, at most {@value #MAX_BUCKET_BYTES} bytes of UTF-8
 * @param key key of the object, at most {@value #MAX_KEY_BYTES} bytes of UTF-8
 * @param etag what the store calls the content, at most {@value #MAX_ETAG_BYTES} bytes of UTF-8; kept without the double
 *     quotes, which listings give and notifications do not
 */
public record ObjectVersion(String bucket, String key, String etag) {

    static final int MAX_BUCKET_BYTES = 512;
    static final int MAX_KEY_BYTES = 1024;
    static final int MAX_ETAG_BYTES = 512;

    /** @throws IllegalArgumentException if a part is empty or too long, or holds what no ledger can store */
    public ObjectVersion {
        require("bucket", bucket, MAX_BUCKET_BYTES);
        require("key", key, MAX_KEY_BYTES);
        etag = unquoted(etag);
        require("ETag", etag, MAX_ETAG_BYTES);
    }

    private static String unquoted(String etag) {
        boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }

    private static void require(String part, String text, int maxBytes) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("the " + part + " of an object is empty");
        }
        if (text.indexOf('\0') >= 0 || Surrogates.firstUnpaired(text) >= 0) {
            throw new IllegalArgumentException("the " + part + " of an object holds U+0000 or half a character");
        }
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > maxBytes) {
            throw new IllegalArgumentException(
                    "the " + part + " of an object has " + bytes + " bytes of at most " + maxBytes);
        }
    }

    @Override
    public String toString() {
        return bucket + "/" + key + " (" + etag + ")";
    }
}
