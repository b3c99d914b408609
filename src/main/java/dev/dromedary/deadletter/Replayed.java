package dev.dromedary.deadletter;

import java.util.concurrent.atomic.LongAdder;

/** What has come of letters that were replayed, so far. Thread-safe. */
public final class Replayed {

    private final LongAdder landed = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder superseded = new LongAdder();
    private final LongAdder left = new LongAdder();

    /** Counts letters whose records are durable where they belong. */
    public void addLanded(long letters) {
        landed.add(letters);
    }

    /** Counts letters that are at fault still, and have one more attempt. */
    public void addFailed(long letters) {
        failed.add(letters);
    }

    /** Counts letters that need not land, because something newer has. */
    public void addSuperseded(long letters) {
        superseded.add(letters);
    }

    /** Counts letters that are open as they were, for no fault of their own. */
    public void addLeft(long letters) {
        left.add(letters);
    }

    public long landed() {
        return landed.sum();
    }

    public long failed() {
        return failed.sum();
    }

    public long superseded() {
        return superseded.sum();
    }

    public long left() {
        return left.sum();
    }
}
