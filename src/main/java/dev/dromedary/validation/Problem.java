package dev.dromedary.validation;

import java.util.Comparator;

/**
 * Something that is wrong with a route file.
 *
 * @param file the file as the user knows it
 * @param line from 1
 * @param column from 1
 * @param what one line: what is wrong, and the nearest right thing
 */
public record Problem(String file, int line, int column, String what) implements Comparable<Problem> {

    private static final Comparator<Problem> ORDER = Comparator.comparing(Problem::file)
            .thenComparing(Problem::line)
            .thenComparing(Problem::column)
            .thenComparing(Problem::what);

    /** The files one after the other, and each from its top to its end. */
    @Override
    public int compareTo(Problem other) {
        return ORDER.compare(this, other);
    }

    /** {@code FILE:LINE:COLUMN: what}, as editors and terminals know it. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + what;
    }
}
