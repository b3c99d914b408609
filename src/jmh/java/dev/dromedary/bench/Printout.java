package dev.dromedary.bench;

import java.util.Collection;
import java.util.Locale;

/** What a benchmark writes to the standard output: lines of progress, then tables of spreads. */
final class Printout {

    private Printout() {}

    /** A line, of a form as {@link String#format} takes it. */
    static void say(String form, Object... parts) {
        System.out.println(String.format(Locale.ROOT, form, parts));
    }

    /** The head of a table, after an empty line. */
    static void table(String title) {
        say("%n%-50s %10s %10s %10s", title, "min", "median", "max");
    }

    /** A line of a table. */
    static void spread(String name, Collection<Double> figures, int decimals) {
        String form = "%,10." + decimals + "f";
        Spread spread = Spread.of(figures);
        say("%-50s " + form + " " + form + " " + form, name, spread.min(), spread.median(), spread.max());
    }
}
