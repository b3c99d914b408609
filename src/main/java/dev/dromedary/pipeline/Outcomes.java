package dev.dromedary.pipeline;

import dev.dromedary.runs.Outcome;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** How the last run of each pipeline ended, in this process. Thread-safe. */
final class Outcomes {

    private final Map<String, Outcome> last = new HashMap<>();

    synchronized void note(String pipeline, Outcome outcome) {
        last.put(pipeline, outcome);
    }

    /** Whether each of these pipelines has had a run that ended. */
    synchronized boolean areOf(Set<String> pipelines) {
        return last.keySet().containsAll(pipelines);
    }

    synchronized boolean anyFailed() {
        return last.containsValue(Outcome.FAILED);
    }
}
