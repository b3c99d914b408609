package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Pipelines that have to be brought back and could not be, since something that they need is away. Thread-safe. */
final class MissingPipelines {

    private static final Duration PERIOD = Duration.ofSeconds(10);

    private final Map<String, Edition> editions = new HashMap<>();
    private long dueAt;

    synchronized void add(String pipeline, Edition edition) {
        editions.put(pipeline, edition);
        dueAt = System.nanoTime() + PERIOD.toNanos();
    }

    /** Their names, and others. */
    synchronized Set<String> and(Set<String> others) {
        Set<String> names = new TreeSet<>(others);
        names.addAll(editions.keySet());
        return names;
    }

    /** It runs again, in whatever edition, or is not to run any more. */
    synchronized void remove(String pipeline) {
        editions.remove(pipeline);
    }

    /** Those that are to be tried again now. */
    synchronized Map<String, Edition> due() {
        return editions.isEmpty() || System.nanoTime() - dueAt < 0 ? Map.of() : Map.copyOf(editions);
    }

    synchronized Collection<Edition> editions() {
        return Map.copyOf(editions).values();
    }
}
