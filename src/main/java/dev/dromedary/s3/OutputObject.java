package dev.dromedary.s3;

import java.util.Map;

/**
 * An object to be written. Immutable.
 *
 * @param replaces the ETag of what was there when the work began; null where nothing was. If S3 has something else when
 *     the object is complete, it is not overwritten (invariant 2)
 * @param contentType its media type
 * @param metadata the user metadata known before the first byte; names in lower case
 */
public record OutputObject(
        String bucket, String key, String replaces, String contentType, Map<String, String> metadata) {

    public OutputObject {
        metadata = Map.copyOf(metadata);
    }

    String path() {
        return bucket + "/" + key;
    }
}
