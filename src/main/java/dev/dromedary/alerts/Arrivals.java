package dev.dromedary.alerts;

import dev.dromedary.runs.Run;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When data last came to a pipeline, in this process or, as the log of runs tells, in any. For one thread. */
final class Arrivals {

    private final Map<String, Long> settled = new HashMap<>();
    private Instant last;
    private boolean anyRuns;
    private long received;

    /** @param start what counts as the last time where nothing is known of one */
    Arrivals(Instant start) {
        this.last = start;
    }

    /** Whether data has come since this was last called; what runs had before the first call came at their ends at the latest. */
    boolean note(long receivedByNow, Optional<List<Run>> runs, Instant now) {
        boolean any = receivedByNow > received;
        received = receivedByNow;
        if (runs.isPresent()) {
            any |= note(runs.get());
        }
        if (any) {
            last = now;
        }
        return any;
    }

    private boolean note(List<Run> runs) {
        boolean any = false;
        for (Run run : runs) {
            long count = run.counts().settled();
            long before = settled.getOrDefault(run.id(), 0L);
            settled.put(run.id(), count);
            any |= anyRuns && count > before;
        }
        if (!anyRuns) {
            last = runs.stream()
                    .filter(run -> run.counts().settled() > 0)
                    .findFirst()
                    .flatMap(Run::ended)
                    .orElse(last);
        }
        anyRuns = true;
        settled.keySet().retainAll(runs.stream().map(Run::id).toList());
        return any;
    }

    /** Nothing can come until now. */
    void excuse(Instant now) {
        last = now;
    }

    Instant last() {
        return last;
    }
}
