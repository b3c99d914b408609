package dev.dromedary.capture;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.TakenOverException;
import dev.dromedary.pipeline.Drainable;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Passage;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.pipeline.Tallies;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.pipeline.Watermarked;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a table's changes and hands them to the route page by page, one after the other, so that the order of the changes
 * is the order at the sink. Nothing is acknowledged to the table: the position lands together with the records
 * (invariants 1 and 2), and after any failure reading begins again after the position that has landed.
 */
final class TableChangesConsumer extends DefaultConsumer implements Drainable, Watermarked, ShutdownAware, Suspendable {

    private static final Logger LOG = LoggerFactory.getLogger(TableChangesConsumer.class);

    /** How long a page that the route could not settle stays away, so that a broken route does not spin. */
    private static final Duration UNSETTLED = Duration.ofSeconds(5);

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final TableChangesEndpoint endpoint;
    private final Tally tally;
    private final RunFailure failure;
    private volatile PageQueue queue;
    private volatile String watermark;
    private ExecutorService readerThread;
    private ExecutorService workerThread;

    TableChangesConsumer(TableChangesEndpoint endpoint, Processor processor) {
        super(endpoint, processor);
        this.endpoint = endpoint;
        this.tally = find(Tallies.class).orElseGet(Tallies::new).of(endpoint.getPipeline());
        this.failure = find(RunFailure.class).orElseGet(RunFailure::new);
    }

    private <T> Optional<T> find(Class<T> type) {
        return Optional.ofNullable(endpoint.getCamelContext().getRegistry().findSingleByType(type));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        startReading(null);
    }

    /**
     * Reader, worker and what is between them begin and end together, so that nothing of an earlier reader comes after the
     * first page of a later one.
     *
     * @param former the worker that may still finish a page, whose position must have landed first; null if there is none
     */
    private void startReading(ExecutorService former) {
        PageQueue pages = new PageQueue();
        Capture capture = endpoint.table().capture(endpoint.getPipeline());
        PageReader reader = new PageReader(endpoint, pages, capture, tally, failure, this::goingOnAfter);
        queue = pages;
        workerThread = Executors.newSingleThreadExecutor(Threads.named("table-work"));
        workerThread.execute(() -> work(pages, capture));
        readerThread = Executors.newSingleThreadExecutor(Threads.named("table-read"));
        readerThread.execute(() -> {
            if (former == null || ended(former)) {
                reader.run();
            }
        });
    }

    private void goingOnAfter(Optional<String> position) {
        watermark = position.orElse(null);
    }

    private static boolean ended(ExecutorService threads) {
        try {
            return threads.awaitTermination(Long.MAX_VALUE, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void stopReading() {
        readerThread.shutdownNow();
        queue.close();
        Threads.await(readerThread, LAST_WORDS);
        workerThread.shutdown();
    }

    private void work(PageQueue pages, Capture capture) {
        try {
            Optional<Page> page = pages.take();
            while (page.isPresent()) {
                if (process(page.get())) {
                    pages.done();
                    capture.settled(page.get(), pages.isEmpty());
                } else {
                    pages.failed();
                    TimeUnit.MILLISECONDS.sleep(UNSETTLED.toMillis());
                }
                page = pages.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The page has not landed, and is read again.
            failure.broken(endpoint.getPipeline(), "handing on its changes failed: " + FailureLog.describe(e));
        }
    }

    private boolean process(Page page) {
        tally.received(page.records().size());
        Batch batch = Batch.of(endpoint.getPipeline(), page.records(), page.position());
        Exchange exchange = createExchange(false);
        try (Passage passage = tally.begin(batch)) {
            exchange.getMessage().setBody(batch);
            run(exchange);
            return settled(page, exchange, passage);
        } finally {
            releaseExchange(exchange, false);
        }
    }

    private void run(Exchange exchange) {
        try {
            getProcessor().process(exchange);
        } catch (Exception e) {
            exchange.setException(e);
        }
    }

    private boolean settled(Page page, Exchange exchange, Passage passage) {
        if (exchange.isFailed() || exchange.isRollbackOnly()) {
            passage.failed(exchange.getException());
            giveBack(page, exchange.getException());
            return false;
        }
        Batch result = exchange.getMessage().getBody() instanceof Batch batch ? batch : null;
        if (result == null || result.settled() != page.records().size()) {
            LOG.error(
                    "The route from {} ended with records neither stored nor dead letters: a step is missing",
                    endpoint.getEndpointUri());
            tally.givenBack(page.records().size());
            return false;
        }
        passage.settled(result);
        watermark = page.position();
        return true;
    }

    private void giveBack(Page page, Exception cause) {
        tally.givenBack(page.records().size());
        if (cause instanceof TakenOverException) {
            failure.report(endpoint.getPipeline(), cause.getMessage());
        } else if (isRunAllowed() && !isSuspendingOrSuspended()) {
            LOG.error(
                    "{} changes of {} did not land and are read again: {}",
                    page.records().size(),
                    endpoint.getPipeline(),
                    FailureLog.describe(cause));
        }
    }

    @Override
    public Optional<String> watermark() {
        return Optional.ofNullable(watermark);
    }

    @Override
    public Optional<Mark> mark() {
        return watermark().flatMap(Marks::of);
    }

    @Override
    public boolean drained() {
        return isStarted() && queue.isDry();
    }

    @Override
    protected void doSuspend() {
        stopReading();
    }

    @Override
    protected void doResume() {
        startReading(workerThread);
    }

    @Override
    protected void doStop() throws Exception {
        if (workerThread != null) {
            stopReading();
            workerThread.shutdownNow();
            Threads.await(workerThread, LAST_WORDS);
            workerThread = null;
            endpoint.getPositions().release(endpoint.getPipeline());
        }
        super.doStop();
    }

    @Override
    public boolean deferShutdown(ShutdownRunningTask shutdownRunningTask) {
        return false;
    }

    @Override
    public int getPendingExchangesSize() {
        return queue == null ? 0 : queue.inFlight();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // Suspending has stopped the reader and dropped what waited; what is in work is finished.
    }
}
