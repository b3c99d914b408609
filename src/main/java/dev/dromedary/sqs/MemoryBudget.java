package dev.dromedary.sqs;

/**
 * Bounds what is in flight by its size (invariant 5). A receiver reserves what its next call will probably bring, waits
 * where the budget is spent, and settles the difference when it knows; a message gives its share back when it is done
 * with. The estimate follows the largest recent call, so that the budget is overdrawn by one call a receiver at the
 * most, when sizes jump. Thread-safe.
 */
final class MemoryBudget {

    /** How slowly the estimate forgets a large call. */
    private static final double DECAY = 0.95;

    private final long capacity;
    private long used;
    private long estimate;

    MemoryBudget(long capacity, long firstEstimate) {
        this.capacity = capacity;
        this.estimate = Math.min(firstEstimate, capacity);
    }

    /** Waits until the next call fits, and returns what was set aside for it. */
    synchronized long reserve() throws InterruptedException {
        long amount = estimate;
        while (used + amount > capacity) {
            wait();
            amount = estimate;
        }
        used += amount;
        return amount;
    }

    /** Replaces a reservation by what the call really brought. */
    synchronized void settle(long reserved, long actual) {
        if (actual > 0) {
            estimate = Math.min(capacity, Math.max(actual, (long) (estimate * DECAY)));
        }
        used += actual - reserved;
        notifyAll();
    }

    synchronized void release(long amount) {
        used -= amount;
        notifyAll();
    }

    synchronized long used() {
        return used;
    }
}
