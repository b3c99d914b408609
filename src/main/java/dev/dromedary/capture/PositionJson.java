package dev.dromedary.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/** The positions of captures as text: JSON objects, whose further fields are ignored. */
final class PositionJson {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private PositionJson() {}

    /** Reads what {@link #text} made; empty where it cannot be one of the type. Its fields may be those of another. */
    static <T> Optional<T> parse(String text, Class<T> type) {
        try {
            return Optional.ofNullable(JSON.readValue(text, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String text(Object position) {
        try {
            return JSON.writeValueAsString(position);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a position is numbers and text", e);
        }
    }
}
