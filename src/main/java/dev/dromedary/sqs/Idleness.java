package dev.dromedary.sqs;

import dev.dromedary.pipeline.Backoff;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Knows when a queue has run dry. As many empty answers in a row as there are receivers, and a queue that counts
 * nothing, is dry. Messages in other hands come back if those hands were killed, so they are waited for, but not longer
 * than one visibility timeout after the last message: a living consumer may hold them for ever. Thread-safe.
 */
final class Idleness {

    private final Duration visibilityTimeout;
    private final AtomicInteger emptyAnswers = new AtomicInteger();
    private volatile long lastMessage = System.nanoTime();

    Idleness(Duration visibilityTimeout) {
        this.visibilityTimeout = visibilityTimeout;
    }

    void empty() {
        emptyAnswers.incrementAndGet();
    }

    void busy() {
        emptyAnswers.set(0);
        lastMessage = System.nanoTime();
    }

    boolean over(int receivers, Supplier<SqsQueue.Depth> depth, Backoff backoff) {
        if (emptyAnswers.get() < receivers) {
            return false;
        }
        SqsQueue.Depth now;
        try {
            now = depth.get();
        } catch (RuntimeException e) {
            backoff.failed(e);
            return false;
        }
        boolean waitedOut = System.nanoTime() - lastMessage
                > visibilityTimeout.plusSeconds(1).toNanos();
        return now.waiting() == 0 && (now.inHands() == 0 || waitedOut) && emptyAnswers.get() >= receivers;
    }
}
