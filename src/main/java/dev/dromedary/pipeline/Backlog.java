package dev.dromedary.pipeline;

/**
 * How much waits at a source.
 *
 * @param waiting how many are known to wait
 * @param unit what they are, in the plural: messages, rows, objects
 * @param atLeast whether there may be more than were counted
 */
public record Backlog(long waiting, String unit, boolean atLeast) {

    @Override
    public String toString() {
        return (atLeast ? "at least " : "") + waiting + " " + unit;
    }
}
