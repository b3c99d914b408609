package dev.dromedary.sqs;

import dev.dromedary.pipeline.Backoff;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.AbortedException;

/**
 * Calls ReceiveMessage until it is told to stop: first room in memory, then the call, so that a pipeline that cannot
 * write takes no more than it can hold and leaves the rest at its source.
 */
final class Receiver implements Runnable {

    private final SqsQueue queue;
    private final MemoryBudget budget;
    private final Backoff backoff;
    private final Duration waitTime;
    private final Duration visibilityTimeout;
    private final Consumer<List<Delivery>> sink;
    private volatile boolean stopping;

    /** @param sink takes each answer, an empty one too, before the next call is made */
    Receiver(
            SqsQueue queue,
            MemoryBudget budget,
            Backoff backoff,
            Duration waitTime,
            Duration visibilityTimeout,
            Consumer<List<Delivery>> sink) {
        this.queue = queue;
        this.budget = budget;
        this.backoff = backoff;
        this.waitTime = waitTime;
        this.visibilityTimeout = visibilityTimeout;
        this.sink = sink;
    }

    /** Lets the receiver end after its current call; interrupt its thread to end the call. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        int failures = 0;
        try {
            while (!stopping) {
                failures = receive() ? 0 : failures + 1;
                if (failures > 0 && !stopping) {
                    TimeUnit.MILLISECONDS.sleep(backoff.delay(failures).toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean receive() throws InterruptedException {
        long reserved = budget.reserve();
        List<Delivery> deliveries = List.of();
        try {
            deliveries = queue.receive(waitTime, visibilityTimeout);
            backoff.succeeded();
        } catch (AbortedException e) {
            throw new InterruptedException();
        } catch (RuntimeException e) {
            if (!stopping) {
                backoff.failed(e);
            }
            return false;
        } finally {
            budget.settle(reserved, Delivery.cost(deliveries), deliveries.size());
        }
        sink.accept(deliveries);
        return true;
    }
}
