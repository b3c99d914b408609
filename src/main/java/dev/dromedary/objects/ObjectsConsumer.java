package dev.dromedary.objects;

import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Backlogged;
import dev.dromedary.pipeline.Drainable;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.pipeline.Tallies;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.pipeline.Threads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;

/**
 * Hands objects to the route, each on a thread of the workers, and settles their claims. Suspending stops those who find
 * objects and gives back what waits; what is worked on is finished. What is still worked on when the consumer stops is
 * interrupted and goes back, with the parts that are up, to whoever comes next.
 */
final class ObjectsConsumer extends DefaultConsumer implements Drainable, Backlogged, ShutdownAware, Suspendable {

    /** How long stopping waits for each of: those who find objects, workers. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final ObjectsEndpoint endpoint;
    private final Tally tally;
    private final RunFailure failure;
    private Claims claims;
    private ObjectWork work;
    private ObjectQueue queue;
    private Notifications notifications;
    private volatile ObjectLister lister;
    private ExecutorService listerThread;
    private ExecutorService workers;

    ObjectsConsumer(ObjectsEndpoint endpoint, Processor processor) {
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
        claims = new Claims(
                endpoint.getLedger(),
                endpoint.getPipeline(),
                endpoint.getAttempts(),
                patience("Asking " + endpoint.getLedger().system()));
        work = new ObjectWork(
                this, endpoint, claims, tally, failure, patience("Marking letters of " + endpoint.getPipeline()));
        queue = new ObjectQueue(2 * endpoint.getWorkers());
        notifications = endpoint.getNotifications() == null
                ? null
                : new Notifications(
                        endpoint, queue, patience("Reading the notifications of " + endpoint.bucket()), tally);
        workers = Executors.newFixedThreadPool(endpoint.getWorkers(), Threads.named("object-work"));
        for (int i = 0; i < endpoint.getWorkers(); i++) {
            workers.execute(guarded(this::work));
        }
        startFinding();
    }

    private Patience patience(String operation) {
        return new Patience(operation, endpoint.getPipeline(), failure);
    }

    private void startFinding() {
        queue.open();
        lister = new ObjectLister(endpoint, queue, patience("Listing " + endpoint.bucket()));
        listerThread = Executors.newSingleThreadExecutor(Threads.named("object-list"));
        listerThread.execute(guarded(lister));
        if (notifications != null) {
            notifications.start();
        }
    }

    private void stopFinding() {
        listerThread.shutdownNow();
        queue.close();
        if (notifications != null) {
            notifications.stop();
        }
        Threads.await(listerThread, LAST_WORDS);
    }

    /** What nobody has foreseen ends the run: without the thread it would go on, and do nothing. */
    private Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                failure.broken(endpoint.getPipeline(), "a thread has ended: " + FailureLog.describe(e));
            }
        };
    }

    private void work() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                FoundObject object = queue.take();
                queue.ended(object, work.process(object));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** As the last listing of the bucket has found it; before there is one, as the endpoint finds it. */
    @Override
    public Backlog backlog(Optional<String> watermark) {
        // A listing of an earlier run, or from before a pause, says nothing of now.
        return Optional.ofNullable(isStarted() ? lister : null)
                .flatMap(ObjectLister::lastPass)
                .map(pass -> new Backlog(pass.open(), "objects", false))
                .orElseGet(() -> endpoint.backlog(watermark));
    }

    @Override
    public boolean drained() {
        return isStarted()
                && queue.inFlight() == 0
                && lister.lastPass().filter(this::foundNothing).isPresent()
                && (notifications == null || notifications.drained());
    }

    /** Nothing was begun or ended after that listing began, and what it found is done or in living hands. */
    private boolean foundNothing(ObjectLister.Pass pass) {
        return claims.nothingSince(pass.began()) && (pass.open() == 0 || claims.waitedOut(pass.began()));
    }

    @Override
    protected void doSuspend() {
        stopFinding();
    }

    @Override
    protected void doResume() {
        startFinding();
    }

    @Override
    protected void doStop() throws Exception {
        if (workers != null) {
            stopFinding();
            workers.shutdownNow();
            Threads.await(workers, LAST_WORDS);
            if (notifications != null) {
                notifications.close();
            }
            claims.close();
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
        return queue == null ? 0 : queue.inFlight();
    }

    @Override
    public void prepareShutdown(boolean suspendOnly, boolean forced) {
        // Suspending has stopped those who find objects and dropped what waited; what is in work is finished.
    }
}
