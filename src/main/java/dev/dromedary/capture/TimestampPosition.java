package dev.dromedary.capture;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Optional;

/**
 * How far a table has been read in the order of (timestamp, key). Immutable.
 *
 * @param table what is read: the table, its key and its timestamp; another one begins anew
 * @param stamp the timestamp of the last row; null before the first
 * @param key its key
 * @param page number of the last page; counts up, so that what was remembered for a page that never landed can be told
 */
record TimestampPosition(String table, Stamp stamp, Object key, long page) {

    static TimestampPosition beginning(String table) {
        return new TimestampPosition(table, null, null, 0);
    }

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** Reads what {@link #text} made; empty where it is the position of another capture. */
    static Optional<TimestampPosition> parse(String text) {
        try {
            TimestampPosition position = JSON.readValue(text, TimestampPosition.class);
            return position.page() > 0 ? Optional.of(position) : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The position after a page that ends with this row. */
    TimestampPosition after(Stamp newStamp, Object newKey) {
        return new TimestampPosition(table, newStamp, newKey, page + 1);
    }

    String text() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a position is numbers and text", e);
        }
    }
}
