package dev.dromedary.sqs;

import dev.dromedary.pipeline.Backoff;
import dev.dromedary.pipeline.Threads;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the queue what became of messages: deletes those that are durable (invariant 1), gives back those that are not.
 * A call that fails is repeated until the queue answers; of each answer every entry is looked at, and an entry that
 * failed for the queue's fault is tried again. Thread-safe.
 */
final class Acknowledger implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Acknowledger.class);
    private static final int ENTRY_ATTEMPTS = 5;

    private final SqsQueue queue;
    private final Backoff backoff;
    private final Consumer<List<Delivery>> done;
    private final ExecutorService calls;

    /** @param done told of messages that are no longer in our hands, deleted or not */
    Acknowledger(SqsQueue queue, Backoff backoff, int parallelCalls, Consumer<List<Delivery>> done) {
        this.queue = queue;
        this.backoff = backoff;
        this.done = done;
        this.calls = Executors.newFixedThreadPool(parallelCalls, Threads.named("sqs-delete"));
    }

    /** Deletes the messages; returns at once. */
    void delete(List<Delivery> deliveries) {
        for (List<Delivery> call : SqsQueue.calls(deliveries)) {
            submit(call, () -> deleteUntilDone(call));
        }
    }

    /** Makes the messages visible again after the given time; returns at once, tries once. */
    void giveBack(List<Delivery> deliveries, Duration delay) {
        for (List<Delivery> call : SqsQueue.calls(deliveries)) {
            submit(call, () -> changeOnce(call, delay));
        }
    }

    /** After closing: makes messages visible at once that nobody finishes any more, in the given time. */
    void giveBackNow(List<Delivery> deliveries, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        for (List<Delivery> call : SqsQueue.calls(deliveries)) {
            if (System.nanoTime() - deadline < 0) {
                changeOnce(call, Duration.ZERO);
            }
            done.accept(call);
        }
    }

    private void submit(List<Delivery> call, Runnable work) {
        try {
            calls.execute(() -> {
                try {
                    work.run();
                } finally {
                    done.accept(call);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("{} messages come when stopping is over; they are given back", call.size());
        }
    }

    private void changeOnce(List<Delivery> call, Duration delay) {
        try {
            queue.changeVisibility(call, delay);
        } catch (RuntimeException e) {
            LOG.debug("{} messages come back when their visibility timeout ends", call.size(), e);
        }
    }

    private void deleteUntilDone(List<Delivery> call) {
        List<Delivery> left = call;
        int refusedRounds = 0;
        int failures = 0;
        while (!left.isEmpty() && refusedRounds < ENTRY_ATTEMPTS) {
            try {
                List<SqsQueue.Refusal> refusals = queue.delete(left);
                backoff.succeeded();
                failures = 0;
                refusedRounds++;
                left = retriable(refusals, refusedRounds == ENTRY_ATTEMPTS);
            } catch (RuntimeException e) {
                backoff.failed(e);
                failures++;
            }
            if (!left.isEmpty() && !sleep(backoff.delay(Math.max(failures, 1)))) {
                return;
            }
        }
    }

    private static List<Delivery> retriable(List<SqsQueue.Refusal> refusals, boolean lastRound) {
        List<SqsQueue.Refusal> lost = refusals.stream()
                .filter(refusal -> lastRound || refusal.isFinal())
                .toList();
        if (!lost.isEmpty()) {
            LOG.warn(
                    "{} messages were not deleted ({}); they come again and are recognised as duplicates",
                    lost.size(),
                    lost.get(0).code());
        }
        return refusals.stream()
                .filter(refusal -> !refusal.isFinal())
                .map(SqsQueue.Refusal::delivery)
                .toList();
    }

    private static boolean sleep(Duration time) {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits for what was asked for, up to the given time, then gives up. */
    void close(Duration time) {
        calls.shutdown();
        try {
            if (!calls.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS)) {
                calls.shutdownNow();
            }
        } catch (InterruptedException e) {
            calls.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        close(Duration.ZERO);
    }
}
