package dev.dromedary.pipeline;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The tallies of all pipelines, by name; one instance a process. Thread-safe. */
public final class Tallies {

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();

    public Tally of(String pipeline) {
        return tallies.computeIfAbsent(pipeline, name -> new Tally());
    }

    /** The tallies so far, in the order of the names. */
    public Map<String, Tally> all() {
        return new TreeMap<>(tallies);
    }
}
