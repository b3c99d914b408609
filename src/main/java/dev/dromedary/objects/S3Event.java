package dev.dromedary.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What S3 tells of objects that were created. It comes directly from the bucket, through an SNS topic, or by EventBridge;
 * MinIO and others imitate the first. Immutable.
 *
 * @param key of the object, decoded
 */
record S3Event(String bucket, String key) {

    private static final JsonMapper MAPPER = new JsonMapper();

    /** A message is none of these; it says why, without any content. */
    static final class MalformedException extends Exception {

        MalformedException(String fault) {
            super(fault, null, false, false);
        }
    }

    /** The objects that a message tells of; none if it tells of something else, such as S3's test message. */
    static List<S3Event> created(String message) throws MalformedException {
        JsonNode event = parse(message);
        return created(
                event.path("Message").isTextual() ? parse(event.path("Message").textValue()) : event);
    }

    private static JsonNode parse(String message) throws MalformedException {
        try {
            return MAPPER.readTree(message);
        } catch (JsonProcessingException e) {
            throw new MalformedException("is no JSON");
        }
    }

    private static List<S3Event> created(JsonNode event) throws MalformedException {
        List<S3Event> objects = new ArrayList<>();
        if (event.path("Records").isArray()) {
            for (JsonNode one : event.path("Records")) {
                if (name(one).startsWith("ObjectCreated:")) {
                    objects.add(of(one.path("s3"), true));
                }
            }
        } else if (event.path("detail-type").isTextual()) {
            if (event.path("detail-type").textValue().equals("Object Created")) {
                objects.add(of(event.path("detail"), false));
            }
        } else if (!event.path("Event").asText().equals("s3:TestEvent")) {
            throw new MalformedException("is no event of S3");
        }
        return objects;
    }

    /** As S3 writes it, where MinIO puts a prefix before it. */
    private static String name(JsonNode event) throws MalformedException {
        if (!event.path("eventName").isTextual()) {
            throw new MalformedException("is no event of S3");
        }
        return event.path("eventName").textValue().replaceFirst("^s3:", "");
    }

    private static S3Event of(JsonNode place, boolean encoded) throws MalformedException {
        JsonNode bucket = place.path("bucket").path("name");
        JsonNode key = place.path("object").path("key");
        if (!bucket.isTextual() || !key.isTextual() || key.textValue().isEmpty()) {
            throw new MalformedException("names no object");
        }
        try {
            String name = key.textValue();
            return new S3Event(bucket.textValue(), encoded ? URLDecoder.decode(name, StandardCharsets.UTF_8) : name);
        } catch (IllegalArgumentException e) {
            throw new MalformedException("has a key that is not encoded as S3 does it");
        }
    }
}
