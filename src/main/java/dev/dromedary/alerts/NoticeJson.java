package dev.dromedary.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A message as JSON, for any HTTP endpoint: an object with {@code id}, {@code key}, {@code state} (firing, repeated,
 * resolved), {@code severity} (critical, error, warning, info), {@code rule} (circuit-open, run-failed, dead-letters, lag,
 * no-data, test), {@code pipeline}, {@code summary}, {@code since}, {@code at} (ISO 8601, UTC), {@code name}, {@code host},
 * and {@code link} where one is set. Immutable.
 */
public final class NoticeJson {

    private static final JsonMapper JSON = new JsonMapper();

    /** The message as the text of a JSON object. */
    public String write(Notice notice) {
        ObjectNode json = JSON.createObjectNode()
                .put("id", notice.id())
                .put("key", notice.key())
                .put("state", notice.state().code())
                .put("severity", notice.severity().code())
                .put("rule", notice.rule().code())
                .put("pipeline", notice.pipeline())
                .put("summary", notice.summary())
                .put("since", notice.since().toString())
                .put("at", notice.at().toString())
                .put("name", notice.name())
                .put("host", notice.host());
        notice.link().ifPresent(link -> json.put("link", link));
        return json.toString();
    }

    /** @throws IllegalArgumentException if it is no such object */
    Notice read(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            return new Notice(
                    json.required("id").asText(),
                    json.required("key").asText(),
                    Notice.State.valueOf(json.required("state").asText().toUpperCase(Locale.ROOT)),
                    Severity.valueOf(json.required("severity").asText().toUpperCase(Locale.ROOT)),
                    Rule.of(json.required("rule").asText()),
                    json.required("pipeline").asText(),
                    json.required("summary").asText(),
                    Instant.parse(json.required("since").asText()),
                    Instant.parse(json.required("at").asText()),
                    json.required("name").asText(),
                    json.required("host").asText(),
                    Optional.ofNullable(json.get("link")).map(JsonNode::asText));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON object", e);
        }
    }
}
