package dev.dromedary.sqs;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Where receivers put messages and workers take batches. A batch is ready when it has enough messages, enough bytes,
 * or has waited long enough for more. Its size is bounded by the {@link MemoryBudget} of those who put. Thread-safe.
 */
final class BatchBuffer {

    private final int batchSize;
    private final long batchCost;
    private final long windowNanos;

    private final Deque<Delivery> waiting = new ArrayDeque<>();
    private long cost;
    private long waitingSince;
    private boolean flushing;

    BatchBuffer(int batchSize, long batchCost, Duration window) {
        this.batchSize = batchSize;
        this.batchCost = batchCost;
        this.windowNanos = window.toNanos();
    }

    synchronized void put(List<Delivery> deliveries) {
        if (waiting.isEmpty()) {
            waitingSince = System.nanoTime();
        }
        for (Delivery delivery : deliveries) {
            waiting.add(delivery);
            cost += delivery.cost();
        }
        notifyAll();
    }

    /** Waits for a batch; never empty. */
    synchronized List<Delivery> take() throws InterruptedException {
        while (!ready()) {
            if (waiting.isEmpty()) {
                wait();
            } else {
                TimeUnit.NANOSECONDS.timedWait(
                        this, Math.max(100_000, windowNanos - (System.nanoTime() - waitingSince)));
            }
        }
        List<Delivery> batch = new ArrayList<>(Math.min(batchSize, waiting.size()));
        long taken = 0;
        while (!waiting.isEmpty() && batch.size() < batchSize && (batch.isEmpty() || taken < batchCost)) {
            Delivery delivery = waiting.poll();
            taken += delivery.cost();
            batch.add(delivery);
        }
        cost -= taken;
        waitingSince = System.nanoTime();
        return batch;
    }

    private boolean ready() {
        return !waiting.isEmpty()
                && (flushing
                        || waiting.size() >= batchSize
                        || cost >= batchCost
                        || System.nanoTime() - waitingSince >= windowNanos);
    }

    /** Whether what is there goes at once, because nothing more will come. */
    synchronized void flushing(boolean on) {
        flushing = on;
        notifyAll();
    }

    /** Takes out everything that no worker has taken. */
    synchronized List<Delivery> drain() {
        List<Delivery> left = List.copyOf(waiting);
        waiting.clear();
        cost = 0;
        return left;
    }
}
