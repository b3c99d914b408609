package dev.dromedary.sqs;

import dev.dromedary.pipeline.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps messages invisible to others for as long as they are worked on, however long that takes: whatever was last
 * extended a third of the visibility timeout ago is extended again. A message that cannot be extended comes back to the
 * queue, and lands once all the same (invariant 2). Thread-safe.
 */
final class InvisibilityKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(InvisibilityKeeper.class);
    private static final int PARALLEL_CALLS = 4;
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SqsQueue queue;
    private final Duration visibilityTimeout;
    private final Map<Delivery, Long> extendedAt = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("sqs-keep"));
    private final ExecutorService calls = Executors.newFixedThreadPool(PARALLEL_CALLS, Threads.named("sqs-keep-call"));

    InvisibilityKeeper(SqsQueue queue, Duration visibilityTimeout) {
        this.queue = queue;
        this.visibilityTimeout = visibilityTimeout;
        long period = visibilityTimeout.toMillis() / 6;
        timer.scheduleWithFixedDelay(this::extendOrEnd, period, period, TimeUnit.MILLISECONDS);
    }

    void keep(List<Delivery> deliveries) {
        long now = System.nanoTime();
        deliveries.forEach(delivery -> extendedAt.put(delivery, now));
    }

    /** What is still kept. */
    List<Delivery> held() {
        return List.copyOf(extendedAt.keySet());
    }

    void release(List<Delivery> deliveries) {
        deliveries.forEach(extendedAt::remove);
    }

    private void extendOrEnd() {
        try {
            extendDue();
        } catch (Error e) {
            Threads.end(e);
        }
    }

    /** Runs in the timer's thread and waits for its calls, so that rounds never pile up. */
    private void extendDue() {
        long now = System.nanoTime();
        long third = visibilityTimeout.toNanos() / 3;
        List<Delivery> due = new ArrayList<>();
        extendedAt.forEach((delivery, since) -> {
            if (now - since >= third) {
                due.add(delivery);
            }
        });
        List<Callable<Void>> tasks = new ArrayList<>();
        for (List<Delivery> call : SqsQueue.calls(due)) {
            tasks.add(() -> extend(call));
        }
        try {
            calls.invokeAll(tasks);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Void extend(List<Delivery> call) {
        List<Delivery> current = call.stream().filter(extendedAt::containsKey).toList();
        if (current.isEmpty()) {
            return null;
        }
        long now = System.nanoTime();
        try {
            List<SqsQueue.Refusal> refusals = queue.changeVisibility(current, visibilityTimeout);
            current.forEach(delivery -> extendedAt.replace(delivery, now));
            for (SqsQueue.Refusal refusal : refusals) {
                // It was deleted meanwhile, or has reached the 12 hours that SQS allows.
                LOG.debug("{} was not extended: {}", refusal.delivery(), refusal.code());
            }
        } catch (RuntimeException e) {
            LOG.debug("{} messages were not extended, trying again soon", current.size(), e);
        }
        return null;
    }

    /** Extends no more. What is being extended is waited for, since it would hide again what is given back next. */
    @Override
    public void close() {
        timer.shutdown();
        Threads.await(timer, LAST_WORDS);
        timer.shutdownNow();
        calls.shutdownNow();
    }
}
