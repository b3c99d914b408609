package dev.dromedary.bench;

/**
 * One of the {@link Rounds} of a benchmark, which prints as {@code round 2 of 5}.
 *
 * @param number 0 is the warm-up
 * @param last number of the last round
 */
record Round(int number, int last) {

    boolean isWarmUp() {
        return number == 0;
    }

    @Override
    public String toString() {
        return "round " + number + " of " + last + (isWarmUp() ? ", warm-up" : "");
    }
}
