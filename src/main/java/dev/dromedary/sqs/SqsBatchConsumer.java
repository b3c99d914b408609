package dev.dromedary.sqs;

import dev.dromedary.batch.Batch;
import dev.dromedary.pipeline.Drainable;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Passage;
import dev.dromedary.pipeline.Tallies;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.pipeline.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
 * <p>A {@link QueueIntake} fills a buffer, and workers run the route on batches from it. Suspending stops the intake only,
 * so that what was received is finished; Camel suspends before it stops.
 */
final class SqsBatchConsumer extends DefaultConsumer implements Drainable, ShutdownAware, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(SqsBatchConsumer.class);

    /** How long messages that a route left unsettled stay away, so that a broken route does not spin. */
    private static final Duration UNSETTLED = Duration.ofSeconds(30);

    /** How long stopping waits for workers. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SqsBatchEndpoint endpoint;
    private final Tally tally;
    private QueueIntake intake;
    private BatchBuffer buffer;
    private ExecutorService workers;

    SqsBatchConsumer(SqsBatchEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        Tallies tallies = endpoint.getCamelContext().getRegistry().findSingleByType(Tallies.class);
        this.tally = Optional.ofNullable(tallies).orElseGet(Tallies::new).of(endpoint.getPipeline());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        buffer = new BatchBuffer(endpoint.getBatchSize(), endpoint.memory().bytes() / 4, endpoint.batchWindow());
        intake = endpoint.intake(this::received);
        workers = Executors.newFixedThreadPool(endpoint.getWorkers(), Threads.named("sqs-work"));
        // A worker that comes late out of its route settles with the intake that it has its messages from.
        BatchBuffer batches = buffer;
        QueueIntake from = intake;
        for (int i = 0; i < endpoint.getWorkers(); i++) {
            workers.execute(() -> work(batches, from));
        }
        startReceiving();
    }

    private void startReceiving() {
        buffer.flushing(false);
        intake.start();
    }

    private void stopReceiving() {
        intake.stop();
        buffer.flushing(true);
    }

    private void received(List<Delivery> deliveries) {
        tally.received(deliveries.size());
        buffer.put(deliveries);
    }

    private void work(BatchBuffer batches, QueueIntake from) {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                process(batches.take(), from);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void process(List<Delivery> deliveries, QueueIntake from) {
        Batch batch = Batch.of(
                endpoint.getPipeline(),
                deliveries.stream().map(Delivery::record).toList());
        Exchange exchange = createExchange(false);
        try (Passage passage = tally.begin(batch)) {
            process(exchange, batch, passage);
            settle(deliveries, exchange, passage, from);
        } catch (Exception e) {
            giveBack(deliveries, from);
            logFailure(deliveries.size(), e);
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void process(Exchange exchange, Batch batch, Passage passage) throws Exception {
        exchange.getMessage().setBody(batch);
        try {
            getProcessor().process(exchange);
        } catch (Exception e) {
            passage.failed(e);
            throw e;
        }
    }

    /** Invariant 1: messages are deleted when every record of their batch is durable, and only then. */
    private void settle(List<Delivery> deliveries, Exchange exchange, Passage passage, QueueIntake from) {
        if (exchange.isFailed() || exchange.isRollbackOnly()) {
            passage.failed(exchange.getException());
            giveBack(deliveries, from);
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
            giveBack(deliveries, from);
            return;
        }
        passage.settled(exchange.getMessage().getBody(Batch.class));
        from.acknowledge(deliveries);
    }

    private void logFailure(int messages, Exception cause) {
        String why = FailureLog.describe(cause);
        if (isRunAllowed() && !isSuspendingOrSuspended()) {
            LOG.error("{} messages went back to {}: {}", messages, endpoint.getQueue(), why);
        } else {
            LOG.info("{} messages went back to {}, unfinished: {}", messages, endpoint.getQueue(), why);
        }
    }

    private void giveBack(List<Delivery> deliveries, QueueIntake from) {
        if (isRunAllowed() && !isSuspendingOrSuspended()) {
            giveBack(deliveries, UNSETTLED, from);
        } else {
            giveBack(deliveries, Duration.ZERO, from);
            // What the next batch needs is as absent as what this one needed; do not try while stopping.
            giveBack(buffer.drain(), Duration.ZERO, intake);
        }
    }

    private void giveBack(List<Delivery> deliveries, Duration delay, QueueIntake from) {
        tally.givenBack(deliveries.size());
        from.giveBack(deliveries, delay);
    }

    @Override
    public boolean drained() {
        return isStarted() && intake.drained();
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
            giveBack(buffer.drain(), Duration.ZERO, intake);
            workers.shutdownNow();
            Threads.await(workers, LAST_WORDS);
            intake.close();
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
        return intake == null ? 0 : intake.inFlight();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // Suspending has stopped the receivers, and stopping gives back what is left.
    }
}
