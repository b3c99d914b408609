package dev.dromedary.bench;

import java.util.Collection;
import java.util.List;

/** The least, the middle and the greatest of some figures. */
record Spread(double min, double median, double max) {

    /** @throws IllegalArgumentException if there are none */
    static Spread of(Collection<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("no figures");
        }
        List<Double> sorted = figures.stream().sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Spread(sorted.get(0), median, sorted.get(sorted.size() - 1));
    }
}
