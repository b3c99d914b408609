package dev.dromedary.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a benchmark is about: one contestant's figure over another's, in each round. For use by one thread. */
final class Ratios {

    private final Map<String, List<Double>> ratios = new LinkedHashMap<>();

    Ratios add(String name, List<Double> rounds) {
        ratios.put(name, rounds);
        return this;
    }

    /** Prints a table of them. */
    void print() {
        Printout.table("ratio, round by round");
        ratios.forEach((name, rounds) -> Printout.spread(name, rounds, 2));
    }

    Map<String, List<Double>> raw() {
        return ratios;
    }
}
