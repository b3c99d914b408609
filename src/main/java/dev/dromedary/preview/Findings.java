package dev.dromedary.preview;

import dev.dromedary.batch.Preview;
import java.util.List;

/**
 * What a preview has found. Immutable.
 *
 * @param preview what would be written, and what would be refused
 * @param notes lines for who looks, without any value of a record
 */
public record Findings(String pipeline, Preview preview, List<String> notes) {

    public Findings {
        notes = List.copyOf(notes);
    }

    /** Whether no record was there. */
    public boolean isEmpty() {
        return preview.written().isEmpty() && preview.refused().isEmpty();
    }
}
