package dev.dromedary.capture;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * How far the changes of a table have come. Immutable.
 *
 * @param log the id of the {@link ChangeLog} that the numbers are of
 * @param sequence the last change that has landed; during the first pass over the whole table, the last one before it
 * @param pass how far the pass over the whole table has come; null when it is over
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ChangeLogPosition(String log, long sequence, Pass pass) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** @param after the key of the last row that has landed; null before the first */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pass(Object after) {}

    /** The beginning of a pass over the whole table. */
    static ChangeLogPosition beginning(String log, long sequence) {
        return new ChangeLogPosition(log, sequence, new Pass(null));
    }

    /** Reads what {@link #text} made; empty where it is the position of another capture. */
    static Optional<ChangeLogPosition> parse(String text) {
        try {
            ChangeLogPosition position = JSON.readValue(text, ChangeLogPosition.class);
            return Optional.ofNullable(position.log()).map(log -> position);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a position is numbers and text", e);
        }
    }

    ChangeLogPosition passed(Object key) {
        return new ChangeLogPosition(log, sequence, new Pass(key));
    }

    ChangeLogPosition at(long newSequence) {
        return new ChangeLogPosition(log, newSequence, null);
    }
}
