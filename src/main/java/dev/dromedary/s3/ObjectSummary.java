package dev.dromedary.s3;

import java.time.Instant;

/**
 * One version of one object. Immutable.
 *
 * @param etag the version's name as S3 gives it, without the quotation marks
 * @param size in bytes
 * @param lastModified when S3 took it; where only the version matters, any time
 */
public record ObjectSummary(String bucket, String key, String etag, long size, Instant lastModified) {

    public ObjectSummary {
        etag = bare(etag);
    }

    /** Bucket and key, as messages name an object. */
    public String path() {
        return bucket + "/" + key;
    }

    /** The ETag as HTTP headers want it. */
    static String quoted(String etag) {
        return '"' + bare(etag) + '"';
    }

    /** Listings and answers quote an ETag, event notifications do not. */
    static String bare(String etag) {
        boolean quoted = etag.length() >= 2 && etag.startsWith("\"") && etag.endsWith("\"");
        return quoted ? etag.substring(1, etag.length() - 1) : etag;
    }
}
