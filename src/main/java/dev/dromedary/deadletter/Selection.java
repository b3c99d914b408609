package dev.dromedary.deadletter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Which letters are meant: those for which all that is given holds. Immutable.
 *
 * @param open whether only open ones
 * @param ids only these; any, if there are none
 * @param pipeline only those of this pipeline
 * @param reason only those of this kind of fault, as {@code Rejection.Reason.code()}
 * @param since only those that last failed then or later
 */
public record Selection(
        boolean open, List<String> ids, Optional<String> pipeline, Optional<String> reason, Optional<Instant> since) {

    /** How many ids may be named; databases bound the parameters of a statement. */
    public static final int MOST_IDS = 10_000;

    public Selection {
        ids = List.copyOf(ids);
    }

    /** All letters, in any state. */
    public static Selection all() {
        return new Selection(false, List.of(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Letters with these ids, in any state. */
    public static Selection ofIds(List<String> ids) {
        return new Selection(false, ids, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same, of one pipeline. */
    public Selection of(String onlyPipeline) {
        return new Selection(open, ids, Optional.of(onlyPipeline), reason, since);
    }

    /** As a condition of SQL, in the order of {@link #parameters}; indexes help with it. */
    String condition() {
        return condition("");
    }

    /**
     * As {@link #condition}, for reading in the order of the ids: by expressions, or databases might take an index of
     * pipelines or reasons, and sort all letters of one for each page.
     */
    String conditionInOrder() {
        return condition(" || ''");
    }

    private String condition(String veil) {
        StringBuilder condition = new StringBuilder("1 = 1");
        if (open) {
            // The words of the partial indexes.
            condition.append(" and landed_at is null and discarded_at is null");
        }
        if (!ids.isEmpty()) {
            condition
                    .append(" and id in (")
                    .append(String.join(", ", Collections.nCopies(ids.size(), "?")))
                    .append(')');
        }
        pipeline.ifPresent(name -> condition.append(" and pipeline" + veil + " = ?"));
        reason.ifPresent(code -> condition.append(" and reason" + veil + " = ?"));
        since.ifPresent(time -> condition.append(" and failed_at >= ?"));
        return condition.toString();
    }

    /** The values of {@link #condition}, and further ones after them. */
    List<Object> parameters(Object... more) {
        List<Object> parameters = new ArrayList<>(ids);
        pipeline.ifPresent(parameters::add);
        reason.ifPresent(parameters::add);
        since.ifPresent(time -> parameters.add(time.toEpochMilli()));
        parameters.addAll(List.of(more));
        return parameters;
    }
}
