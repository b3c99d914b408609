package dev.dromedary.pipeline;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The tallies of all pipelines, by name; one instance a process. Thread-safe. */
public final class Tallies {

    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final List<BatchObserver> observers;

    public Tallies() {
        this(List.of());
    }

    /** @param observers told of each batch of any pipeline */
    Tallies(List<BatchObserver> observers) {
        this.observers = observers;
    }

    public Tally of(String pipeline) {
        return tallies.computeIfAbsent(pipeline, name -> new Tally(observers));
    }

    /** The tallies so far, in the order of the names. */
    public Map<String, Tally> all() {
        return new TreeMap<>(tallies);
    }
}
