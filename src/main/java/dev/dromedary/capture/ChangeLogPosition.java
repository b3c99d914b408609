package dev.dromedary.capture;

import com.fasterxml.jackson.annotation.JsonInclude;
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

    /** @param after the key of the last row that has landed; null before the first */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Pass(Object after) {}

    /** The beginning of a pass over the whole table. */
    static ChangeLogPosition beginning(String log, long sequence) {
        return new ChangeLogPosition(log, sequence, new Pass(null));
    }

    /** Reads what {@link #text} made; empty where it is the position of another capture. */
    static Optional<ChangeLogPosition> parse(String text) {
        return PositionJson.parse(text, ChangeLogPosition.class).filter(position -> position.log() != null);
    }

    String text() {
        return PositionJson.text(this);
    }

    ChangeLogPosition passed(Object key) {
        return new ChangeLogPosition(log, sequence, new Pass(key));
    }

    ChangeLogPosition at(long newSequence) {
        return new ChangeLogPosition(log, newSequence, null);
    }
}
