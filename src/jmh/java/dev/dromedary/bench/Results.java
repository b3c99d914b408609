package dev.dromedary.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * What each contestant did, round by round, without the warm-up. Ratios are made within each round, of runs that stood
 * side by side, and only then summarised. For use by one thread.
 */
final class Results<T> {

    private final Map<String, List<T>> results = new LinkedHashMap<>();

    /** Keeps a result, unless it is of the warm-up. */
    void add(Round round, String contestant, T result) {
        if (!round.isWarmUp()) {
            results.computeIfAbsent(contestant, name -> new ArrayList<>()).add(result);
        }
    }

    /** Who took part, in the order of the turns. */
    Set<String> contestants() {
        return results.keySet();
    }

    /** A figure of a contestant, for each round. */
    List<Double> figures(String contestant, ToDoubleFunction<T> figure) {
        return results.get(contestant).stream().map(figure::applyAsDouble).toList();
    }

    /** The same against the mean of others in the same round. */
    List<Double> ratios(String contestant, ToDoubleFunction<T> figure, String... others) {
        List<Double> figures = figures(contestant, figure);
        return IntStream.range(0, figures.size())
                .mapToObj(round -> figures.get(round) / mean(round, figure, others))
                .toList();
    }

    private double mean(int round, ToDoubleFunction<T> figure, String... others) {
        return Arrays.stream(others)
                .mapToDouble(other -> figure.applyAsDouble(results.get(other).get(round)))
                .average()
                .orElseThrow();
    }

    /** Prints a table of a figure, a line for each contestant. */
    void print(String title, int decimals, ToDoubleFunction<T> figure) {
        Printout.table(title);
        contestants().forEach(name -> Printout.spread(name, figures(name, figure), decimals));
    }

    /** The results of each contestant, in the order of the rounds. */
    Map<String, List<T>> raw() {
        return results;
    }
}
