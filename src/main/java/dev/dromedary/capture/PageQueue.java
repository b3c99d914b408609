package dev.dromedary.capture;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The pages between the thread that reads and the one that runs the route: one waits while one is worked on and one is
 * read, and no more (invariant 5). Where a page fails, those after it are dropped and the reader goes back to what has
 * landed. Thread-safe; used until it is closed.
 */
final class PageQueue {

    private static final int WAITING = 1;

    private final Deque<Page> waiting = new ArrayDeque<>();
    private boolean working;
    private boolean rewind;
    private boolean dry;
    private boolean closed;

    /** Waits until there is room. A page that was read before a rewind, or after the end, is dropped. */
    synchronized void put(Page page) throws InterruptedException {
        dry = false;
        while (waiting.size() >= WAITING && !rewind && !closed) {
            wait();
        }
        if (!rewind && !closed) {
            waiting.add(page);
            notifyAll();
        }
    }

    /** Waits for a page, after which {@link #done} or {@link #failed} must follow; empty when there will be none. */
    synchronized Optional<Page> take() throws InterruptedException {
        while (waiting.isEmpty() && !closed) {
            wait();
        }
        if (closed) {
            return Optional.empty();
        }
        working = true;
        Page page = waiting.poll();
        notifyAll();
        return Optional.of(page);
    }

    synchronized void done() {
        working = false;
        notifyAll();
    }

    /** The page that was taken has not landed: all that was read after it is void. */
    synchronized void failed() {
        working = false;
        rewind();
    }

    /** Lets reading begin again after what has landed; the page in work is left to be finished. */
    synchronized void rewind() {
        waiting.clear();
        rewind = true;
        notifyAll();
    }

    /** Drops what waits and takes no more; the page in work is left to be finished. */
    synchronized void close() {
        waiting.clear();
        closed = true;
        notifyAll();
    }

    /** Whether to go back to what has landed; asked by the reader, once a rewind, when nothing is worked on. */
    synchronized boolean rewound() throws InterruptedException {
        boolean was = rewind;
        while (rewind && working) {
            wait();
        }
        rewind = false;
        return was;
    }

    synchronized boolean isEmpty() {
        return waiting.isEmpty() && !working;
    }

    /** Pages that wait or are worked on. */
    synchronized int inFlight() {
        return waiting.size() + (working ? 1 : 0);
    }

    /**
     * Waits for a while, because there was nothing to read.
     *
     * @param all whether that was so while nothing was in flight: then all has landed
     */
    synchronized void awaitNews(Duration interval, boolean all) throws InterruptedException {
        dry = all;
        long end = System.nanoTime() + interval.toNanos();
        long left = interval.toNanos();
        while (left > 0 && !rewind && !closed) {
            TimeUnit.NANOSECONDS.timedWait(this, Math.max(1_000_000, left));
            left = end - System.nanoTime();
        }
    }

    /** Whether the last look found nothing, and all that was read before has landed. */
    synchronized boolean isDry() {
        return dry && isEmpty() && !rewind;
    }
}
