package dev.dromedary.sqs;

/**
 * Bounds what is in flight by its size (invariant 5) and by its number. A receiver reserves what its next call will
 * probably bring, waits where the budget is spent, and settles the difference when it knows; a message gives its share
 * back when it is done with. The estimate of the size follows the largest recent call, so that the budget is overdrawn by
 * one call a receiver at the most, when sizes jump. The number is never overdrawn: reserved is the most that a call
 * brings. Thread-safe.
 */
final class MemoryBudget {

    /** How slowly the estimate forgets a large call. */
    private static final double DECAY = 0.95;

    private final long capacity;
    private final long messages;
    private long used;
    private long count;
    private long estimate;

    /** @param messages the most by number; at least one call always fits */
    MemoryBudget(long capacity, int messages, long firstEstimate) {
        this.capacity = capacity;
        this.messages = Math.max(messages, SqsQueue.MOST);
        this.estimate = Math.min(firstEstimate, capacity);
    }

    /** Waits until the next call fits, and returns the size that was set aside for it. */
    synchronized long reserve() throws InterruptedException {
        while (used + estimate > capacity || count + SqsQueue.MOST > messages) {
            wait();
        }
        used += estimate;
        count += SqsQueue.MOST;
        return estimate;
    }

    /** Replaces a reservation by what the call really brought. */
    synchronized void settle(long reserved, long actual, int brought) {
        if (actual > 0) {
            estimate = Math.min(capacity, Math.max(actual, (long) (estimate * DECAY)));
        }
        used += actual - reserved;
        count += brought - SqsQueue.MOST;
        notifyAll();
    }

    synchronized void release(long amount, int gone) {
        used -= amount;
        count -= gone;
        notifyAll();
    }

    synchronized long used() {
        return used;
    }

    synchronized long count() {
        return count;
    }
}
