package dev.dromedary.sqs;

import dev.dromedary.pipeline.Backoff;
import dev.dromedary.pipeline.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Messages of a queue in our hands, from their receipt to their deletion: in the {@link MemoryBudget} (invariant 5), and
 * with the {@link InvisibilityKeeper}, until they are acknowledged or given back. Thread-safe, but for starting and
 * stopping.
 */
public final class QueueIntake implements AutoCloseable {

    /** How long a receiver may take to end by itself before its long poll is cut off. */
    private static final Duration LAST_CALL = Duration.ofSeconds(2);

    /** How long closing waits for each of: deletions, messages that are given back unfinished. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SqsQueue queue;
    private final IntakeSettings settings;
    private final Consumer<List<Delivery>> sink;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Idleness idleness;
    private final Backoff backoff;
    private final MemoryBudget budget;
    private final InvisibilityKeeper keeper;
    private final Acknowledger acknowledger;
    private ExecutorService receiverThreads;
    private volatile List<Receiver> receivers = List.of();

    /**
     * @param name of the queue, for the log
     * @param sink takes what was received, on a thread of a receiver, which it may block
     */
    QueueIntake(String name, SqsQueue queue, IntakeSettings settings, Consumer<List<Delivery>> sink) {
        this.queue = queue;
        this.settings = settings;
        this.sink = sink;
        this.idleness = new Idleness(settings.visibilityTimeout());
        this.backoff = new Backoff("Receiving from " + name);
        long memory = settings.memory().bytes();
        this.budget = new MemoryBudget(memory, settings.messages(), memory / settings.receivers());
        this.keeper = new InvisibilityKeeper(queue, settings.visibilityTimeout());
        this.acknowledger =
                new Acknowledger(queue, new Backoff("Deleting from " + name), settings.receivers(), this::forget);
    }

    /** Begins to receive, for the first time or after {@link #stop}. */
    public void start() {
        List<Receiver> started = new ArrayList<>();
        receiverThreads = Executors.newFixedThreadPool(settings.receivers(), Threads.named("sqs-receive"));
        for (int i = 0; i < settings.receivers(); i++) {
            Receiver receiver = new Receiver(
                    queue, budget, backoff, settings.waitTime(), settings.visibilityTimeout(), this::received);
            receiverThreads.execute(receiver);
            started.add(receiver);
        }
        receivers = started;
    }

    /** Receives no more. What was received stays in our hands. Does nothing if it was stopped already. */
    public void stop() {
        if (receiverThreads.isShutdown()) {
            return;
        }
        receivers.forEach(Receiver::stop);
        receiverThreads.shutdown();
        if (!Threads.await(receiverThreads, LAST_CALL)) {
            receiverThreads.shutdownNow();
            Threads.await(receiverThreads, LAST_CALL);
        }
    }

    private void received(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            idleness.empty();
            return;
        }
        inFlight.addAndGet(deliveries.size());
        idleness.busy();
        keeper.keep(deliveries);
        sink.accept(deliveries);
    }

    /** Deletes messages of which all is durable (invariant 1); returns at once. */
    public void acknowledge(List<Delivery> deliveries) {
        acknowledger.delete(deliveries);
    }

    /** Makes messages visible again after the given time; returns at once. */
    public void giveBack(List<Delivery> deliveries, Duration delay) {
        acknowledger.giveBack(deliveries, delay);
    }

    private void forget(List<Delivery> deliveries) {
        keeper.release(deliveries);
        budget.release(Delivery.cost(deliveries), deliveries.size());
        inFlight.addAndGet(-deliveries.size());
    }

    /** Whether the queue has run dry and nothing is in our hands; asks the queue. */
    public boolean drained() {
        return inFlight.get() == 0 && idleness.over(receivers.size(), queue::depth, backoff);
    }

    /** Messages in our hands. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Ends it, after {@link #stop}: what is still in our hands becomes visible to others at once. */
    @Override
    public void close() {
        acknowledger.close(LAST_WORDS);
        keeper.close();
        acknowledger.giveBackNow(keeper.held(), LAST_WORDS);
    }
}
