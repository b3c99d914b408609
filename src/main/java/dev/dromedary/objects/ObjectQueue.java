package dev.dromedary.objects;

import dev.dromedary.ledger.ObjectVersion;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The objects between those who find them and those who work on them: a bounded number, and each version once, however
 * often it is found. Thread-safe.
 */
final class ObjectQueue {

    private final int capacity;
    private final Deque<FoundObject> waiting = new ArrayDeque<>();
    private final Map<ObjectVersion, List<Consumer<Ending>>> listeners = new HashMap<>();
    private boolean closed;

    ObjectQueue(int capacity) {
        this.capacity = capacity;
    }

    /**
     * Waits until there is room. A version that waits or is worked on already is not added again.
     *
     * @param listener told what became of it; told {@link Ending#GIVEN_BACK} where the queue is closed before
     */
    void put(FoundObject object, Consumer<Ending> listener) throws InterruptedException {
        if (!add(object, listener)) {
            listener.accept(Ending.GIVEN_BACK);
        }
    }

    /** Waits until there is room for another, or the queue is closed; false if the time is over before. */
    synchronized boolean awaitRoom(Duration time) throws InterruptedException {
        long end = System.nanoTime() + time.toNanos();
        while (waiting.size() >= capacity && !closed) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        return true;
    }

    private synchronized boolean add(FoundObject object, Consumer<Ending> listener) throws InterruptedException {
        while (waiting.size() >= capacity && !closed && !listeners.containsKey(object.version())) {
            wait();
        }
        if (closed) {
            return false;
        }
        listeners
                .computeIfAbsent(object.version(), version -> {
                    waiting.add(object);
                    return new ArrayList<>();
                })
                .add(listener);
        notifyAll();
        return true;
    }

    /** Waits for an object, after which {@link #ended} must follow. */
    synchronized FoundObject take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        FoundObject object = waiting.poll();
        notifyAll();
        return object;
    }

    /** Tells all who found the object. */
    void ended(FoundObject object, Ending ending) {
        forget(object).forEach(listener -> listener.accept(ending));
    }

    private synchronized List<Consumer<Ending>> forget(FoundObject object) {
        List<Consumer<Ending>> told = listeners.remove(object.version());
        notifyAll();
        return told;
    }

    /** Gives back what waits and takes no more; what is worked on is left to be finished. */
    void close() {
        drain().forEach(object -> ended(object, Ending.GIVEN_BACK));
    }

    /** Takes objects again. */
    synchronized void open() {
        closed = false;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    private synchronized List<FoundObject> drain() {
        closed = true;
        List<FoundObject> left = List.copyOf(waiting);
        waiting.clear();
        notifyAll();
        return left;
    }

    /** Objects that wait or are worked on. */
    synchronized int inFlight() {
        return listeners.size();
    }
}
