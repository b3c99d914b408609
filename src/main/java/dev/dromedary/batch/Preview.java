package dev.dromedary.batch;

import java.util.List;
import java.util.Map;

/**
 * What a step would do with a batch. Immutable but for the values of the records.
 *
 * @param written what would be written of each record, by name and in order: texts, numbers, booleans, nulls, maps, and an
 *     {@link Excerpt} of what is long
 * @param refused what would become dead letters, those of earlier steps included
 */
public record Preview(List<Map<String, Object>> written, List<Rejection> refused) {

    /**
     * The beginning of a text of many lines.
     *
     * @param text the text, or its first characters
     * @param whole whether that is all of it
     */
    public record Excerpt(String text, boolean whole) {}

    public Preview {
        written = List.copyOf(written);
        refused = List.copyOf(refused);
    }
}
