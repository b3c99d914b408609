package dev.dromedary.capture;

import dev.dromedary.csv.RetryCondition;
import java.util.Optional;

/** Tells rows of a SQLite table that are written late from those that are written too late for their timestamps. */
final class LateRows {

    private LateRows() {}

    /**
     * Whether a row is found where the look-back is read again, which begins at the time that was reached last. So it is
     * certain to be sent, unless another process is working off rows of longer than the look-back in that very moment.
     *
     * @param stored the position of the last rows that were sent
     */
    static RetryCondition condition(TimestampCapture.Settings settings, Optional<String> stored) {
        Optional<Stamp> earliest = Optional.ofNullable(settings.position(stored).stamp())
                .map(reached -> reached.minus(settings.lookBack()));
        return new RetryCondition(
                settings.timestamp(),
                value -> value != null && (earliest.isEmpty() || isNotBefore(earliest.get(), value)),
                "no time, or before what was sent last, less the look-back (for products: products.look-back): the row would"
                        + " not be sent; write it into the table with a later time, and discard this letter");
    }

    /** As SQLite compares what it makes of the value in such a column. */
    private static boolean isNotBefore(Stamp earliest, Object value) {
        if (earliest.kind() != Stamp.Kind.NUMBER) {
            return value.toString().compareTo(earliest.value()) >= 0;
        }
        try {
            return Long.parseLong(value.toString()) >= Long.parseLong(earliest.value());
        } catch (NumberFormatException e) {
            // Any text is greater than any number.
            return true;
        }
    }
}
