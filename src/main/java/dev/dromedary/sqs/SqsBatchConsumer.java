package dev.dromedary.sqs;

import dev.dromedary.batch.Batch;
import dev.dromedary.pipeline.Backoff;
import dev.dromedary.pipeline.Drainable;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Tallies;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.pipeline.Threads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives from a queue, hands batches to the route, and acknowledges them.
 *
 * <p>Receivers fill a buffer, workers run the route on batches from it, and an acknowledger deletes. From its receipt to
 * its deletion a message is in the {@link MemoryBudget} (invariant 5) and with the {@link InvisibilityKeeper}. Suspending
 * stops the receivers only, so that what was received is finished; Camel suspends before it stops.
 */
final class SqsBatchConsumer extends DefaultConsumer implements Drainable, ShutdownAware, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(SqsBatchConsumer.class);

    /** How long messages that a route left unsettled stay away, so that a broken route does not spin. */
    private static final Duration UNSETTLED = Duration.ofSeconds(30);

    /** How long a receiver may take to end by itself before its long poll is cut off. */
    private static final Duration LAST_CALL = Duration.ofSeconds(2);

    /** How long stopping waits for each of: workers, deletions, messages that are given back unfinished. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SqsBatchEndpoint endpoint;
    private final Tally tally;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Idleness idleness;

    private SqsQueue queue;
    private Backoff backoff;
    private MemoryBudget budget;
    private BatchBuffer buffer;
    private InvisibilityKeeper keeper;
    private Acknowledger acknowledger;
    private ExecutorService workers;
    private ExecutorService receiverThreads;
    private List<Receiver> receivers = List.of();

    SqsBatchConsumer(SqsBatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.idleness = new Idleness(endpoint.visibilityTimeout());
        Tallies tallies = endpoint.getCamelContext().getRegistry().findSingleByType(Tallies.class);
        this.tally = Optional.ofNullable(tallies).orElseGet(Tallies::new).of(endpoint.getPipeline());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        queue = endpoint.open();
        backoff = new Backoff("Receiving from " + endpoint.getQueue());
        long memory = endpoint.memory().bytes();
        budget = new MemoryBudget(memory, memory / endpoint.getReceivers());
        buffer = new BatchBuffer(endpoint.getBatchSize(), memory / 4, endpoint.batchWindow());
        keeper = new InvisibilityKeeper(queue, endpoint.visibilityTimeout());
        acknowledger = new Acknowledger(
                queue, new Backoff("Deleting from " + endpoint.getQueue()), endpoint.getReceivers(), this::forget);
        workers = Executors.newFixedThreadPool(endpoint.getWorkers(), Threads.named("sqs-work"));
        for (int i = 0; i < endpoint.getWorkers(); i++) {
            workers.execute(this::work);
        }
        startReceiving();
    }

    private void startReceiving() {
        buffer.flushing(false);
        List<Receiver> started = new ArrayList<>();
        receiverThreads = Executors.newFixedThreadPool(endpoint.getReceivers(), Threads.named("sqs-receive"));
        for (int i = 0; i < endpoint.getReceivers(); i++) {
            Receiver receiver = new Receiver(
                    queue, budget, backoff, endpoint.waitTime(), endpoint.visibilityTimeout(), this::received);
            receiverThreads.execute(receiver);
            started.add(receiver);
        }
        receivers = started;
    }

    private void stopReceiving() {
        receivers.forEach(Receiver::stop);
        receiverThreads.shutdown();
        if (!await(receiverThreads, LAST_CALL)) {
            receiverThreads.shutdownNow();
            await(receiverThreads, LAST_CALL);
        }
        buffer.flushing(true);
    }

    private static boolean await(ExecutorService threads, Duration time) {
        try {
            return threads.awaitTermination(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void received(List<Delivery> deliveries) {
        if (deliveries.isEmpty()) {
            idleness.empty();
            return;
        }
        inFlight.addAndGet(deliveries.size());
        idleness.busy();
        tally.received(deliveries.size());
        keeper.keep(deliveries);
        buffer.put(deliveries);
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                process(buffer.take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void process(List<Delivery> deliveries) {
        Batch batch = Batch.of(
                endpoint.getPipeline(),
                deliveries.stream().map(Delivery::record).toList());
        Exchange exchange = createExchange(false);
        try {
            exchange.getMessage().setBody(batch);
            getProcessor().process(exchange);
            settle(deliveries, exchange);
        } catch (Exception e) {
            giveBack(deliveries);
            logFailure(deliveries.size(), e);
        } finally {
            releaseExchange(exchange, false);
        }
    }

    /** Invariant 1: messages are deleted when every record of their batch is durable, and only then. */
    private void settle(List<Delivery> deliveries, Exchange exchange) {
        if (exchange.isFailed() || exchange.isRollbackOnly()) {
            giveBack(deliveries);
            logFailure(deliveries.size(), exchange.getException());
            return;
        }
        long settled = exchange.getMessage().getBody() instanceof Batch result ? result.settled() : 0;
        if (settled != deliveries.size()) {
            LOG.error(
                    "The route from {} ended with {} of {} records neither stored nor dead letters: a step is missing."
                            + " They stay in the queue",
                    endpoint.getQueue(),
                    deliveries.size() - settled,
                    deliveries.size());
            giveBack(deliveries);
            return;
        }
        tally.settled(exchange.getMessage().getBody(Batch.class));
        acknowledger.delete(deliveries);
    }

    private void logFailure(int messages, Exception cause) {
        String why = FailureLog.describe(cause);
        if (isRunAllowed() && !isSuspendingOrSuspended()) {
            LOG.error("{} messages went back to {}: {}", messages, endpoint.getQueue(), why);
        } else {
            LOG.info("{} messages went back to {}, unfinished: {}", messages, endpoint.getQueue(), why);
        }
    }

    private void giveBack(List<Delivery> deliveries) {
        if (isRunAllowed() && !isSuspendingOrSuspended()) {
            giveBack(deliveries, UNSETTLED);
        } else {
            giveBack(deliveries, Duration.ZERO);
            // What the next batch needs is as absent as what this one needed; do not try while stopping.
            giveBack(buffer.drain(), Duration.ZERO);
        }
    }

    private void giveBack(List<Delivery> deliveries, Duration delay) {
        tally.givenBack(deliveries.size());
        acknowledger.giveBack(deliveries, delay);
    }

    private void forget(List<Delivery> deliveries) {
        keeper.release(deliveries);
        budget.release(deliveries.stream().mapToLong(Delivery::cost).sum());
        inFlight.addAndGet(-deliveries.size());
    }

    @Override
    public boolean drained() {
        return isStarted() && inFlight.get() == 0 && idleness.over(receivers.size(), queue::depth, backoff);
    }

    @Override
    protected void doSuspend() {
        stopReceiving();
    }

    @Override
    protected void doResume() {
        startReceiving();
    }

    @Override
    protected void doStop() throws Exception {
        if (workers != null) {
            stopReceiving();
            giveBack(buffer.drain(), Duration.ZERO);
            workers.shutdownNow();
            await(workers, LAST_WORDS);
            acknowledger.close(LAST_WORDS);
            acknowledger.giveBackNow(keeper.held(), LAST_WORDS);
            keeper.close();
            workers = null;
        }
        super.doStop();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return inFlight.get();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // Suspending has stopped the receivers, and stopping gives back what is left.
    }
}
