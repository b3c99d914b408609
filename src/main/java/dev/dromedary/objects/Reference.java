package dev.dromedary.objects;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.s3.ObjectSummary;

/** How a dead letter names an object whose content stays in S3. */
final class Reference {

    private static final JsonMapper MAPPER = new JsonMapper();

    private Reference() {}

    static String json(ObjectSummary object) {
        return MAPPER.createObjectNode()
                .put("bucket", object.bucket())
                .put("key", object.key())
                .put("etag", object.etag())
                .put("size", object.size())
                .toString();
    }
}
