package dev.dromedary.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the name that somebody probably meant, for the messages about names that do not exist. */
public final class Nearest {

    private Nearest() {}

    /** {@code ; did you mean "x"?}, or nothing where no candidate is near. */
    public static String suggestion(String name, Collection<String> candidates) {
        return to(name, candidates)
                .map(near -> "; did you mean \"" + near + "\"?")
                .orElse("");
    }

    /** The candidate with the fewest edits, if it takes no more edits than a third of the name's length. */
    public static Optional<String> to(String name, Collection<String> candidates) {
        return candidates.stream()
                .filter(candidate -> distance(name, candidate) <= Math.max(1, name.length() / 3))
                .min(Comparator.comparingInt((String candidate) -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Levenshtein distance, by the dynamic programme over two rows of Wagner and Fischer (1974). */
    static int distance(String left, String right) {
        int[] previous = new int[right.length() + 1];
        int[] current = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= left.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int substitution = previous[j - 1] + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(substitution, 1 + Math.min(previous[j], current[j - 1]));
            }
            int[] swap = previous;
            previous = current;
            current = swap;
        }
        return previous[right.length()];
    }
}
