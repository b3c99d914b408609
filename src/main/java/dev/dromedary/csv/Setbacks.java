package dev.dromedary.csv;

/**
 * Keeps the time linear in the size of the file where quotes are wrong. A quote that is never closed makes the parser
 * read up to the longest row before it is set back to the next line, and lines can be made so that this happens on each
 * of them. What is read in vain may therefore be a few times what was dealt with; while it is more, rows are taken to end
 * with their line. For use by one thread.
 */
final class Setbacks {

    /** What the parser reads ahead anyway. */
    private static final int FREE = 1 << 14;

    private static final int RATIO = 8;
    private static final long CREDIT = 8L << 20;

    private long inVain;
    private long done;

    /**
     * @param again bytes that the parser reads a second time
     * @param givenUp bytes that are dealt with
     */
    void add(long again, long givenUp) {
        inVain += Math.max(0, again - FREE);
        done += givenUp;
    }

    boolean areTooMany() {
        return inVain > CREDIT + RATIO * done;
    }
}
