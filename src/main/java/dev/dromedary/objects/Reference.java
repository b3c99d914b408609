package dev.dromedary.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.dromedary.s3.ObjectSummary;
import java.time.Instant;
import java.util.Optional;

/** How a dead letter names an object whose content stays in S3. */
final class Reference {

    private static final JsonMapper MAPPER = new JsonMapper();

    private Reference() {}

    /**
     * Reads what {@link #json} wrote; empty for anything else.
     *
     * @param lastModified what S3 said, which a reference does not hold
     */
    static Optional<ObjectSummary> read(String json, Instant lastModified) {
        JsonNode reference = parse(json);
        boolean whole = reference.path("bucket").isTextual()
                && reference.path("key").isTextual()
                && reference.path("etag").isTextual()
                && reference.path("size").isIntegralNumber();
        return whole
                ? Optional.of(new ObjectSummary(
                        reference.path("bucket").textValue(),
                        reference.path("key").textValue(),
                        reference.path("etag").textValue(),
                        reference.path("size").longValue(),
                        lastModified))
                : Optional.empty();
    }

    private static JsonNode parse(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    static String json(ObjectSummary object) {
        return MAPPER.createObjectNode()
                .put("bucket", object.bucket())
                .put("key", object.key())
                .put("etag", object.etag())
                .put("size", object.size())
                .toString();
    }
}
