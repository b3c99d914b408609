package dev.dromedary.faults;

import dev.dromedary.sandbox.Wire.Loss;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A point in the work of a process, told by a request that it sends then.
 *
 * @param name what the process does then, for messages
 */
record Moment(String name, Way way) {

    /** What a request can lose. */
    static final List<Loss> LOSSES = List.of(Loss.REQUEST, Loss.ANSWER);

    private static final long PATIENCE_MINUTES = 2;

    /** How a proxy is told to lose a request, or its answer, and to do something in that very moment. */
    interface Way {
        void lose(Loss loss, int number, Runnable action);
    }

    /** Something that happens once. */
    static final class Event {

        private final CountDownLatch begun = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);

        boolean hasBegun() {
            return begun.getCount() == 0;
        }

        void await() {
            try {
                if (!over.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                    throw new IllegalStateException("what was waited for did not happen in time");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            }
        }
    }

    /**
     * Acts at the n-th of these requests from now on, once; where something is lost, the connection ends.
     *
     * @param loss whether the server gets the request, and the process its answer
     */
    Event at(int number, Loss loss, Runnable action) {
        Event event = new Event();
        way.lose(loss, number, () -> {
            event.begun.countDown();
            action.run();
            event.over.countDown();
        });
        return event;
    }

    /** True once, for the n-th that passes. */
    static <T> Predicate<T> nth(int number, Predicate<T> which) {
        AtomicInteger left = new AtomicInteger(number);
        return candidate -> which.test(candidate) && left.decrementAndGet() == 0;
    }

    @Override
    public String toString() {
        return name;
    }
}
