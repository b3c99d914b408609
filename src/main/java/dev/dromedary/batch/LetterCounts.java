package dev.dromedary.batch;

import dev.dromedary.batch.Rejection.Reason;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;

/** How many dead letters there are for each reason. Immutable. */
public record LetterCounts(Map<Reason, Long> byReason) {

    public static final LetterCounts NONE = new LetterCounts(Map.of());

    public LetterCounts {
        byReason = Map.copyOf(byReason);
    }

    /** These and one for each of the rejections. */
    public LetterCounts plus(Collection<Rejection> rejections) {
        if (rejections.isEmpty()) {
            return this;
        }
        Map<Reason, Long> counts = new EnumMap<>(Reason.class);
        counts.putAll(byReason);
        rejections.forEach(rejection -> counts.merge(rejection.reason(), 1L, Long::sum));
        return new LetterCounts(counts);
    }

    public long total() {
        return byReason.values().stream().mapToLong(Long::longValue).sum();
    }
}
