package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Reloads on a thread of its own, one time after the other, because it may take as long as a system that is needed is away;
 * whoever looks after the pipelines goes on meanwhile. For one thread but for what says how things stand.
 */
final class Reloader implements AutoCloseable {

    private final Work work;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(Threads.named("reload"));
    private final AtomicReference<Long> change = new AtomicReference<>();
    private Future<?> present = CompletableFuture.completedFuture(null);
    private volatile boolean closed;

    /** What is done each time. */
    @FunctionalInterface
    interface Work {

        /** @param change when something changed ({@link System#nanoTime}) that no time before has followed */
        void run(Optional<Long> change) throws InterruptedException;
    }

    Reloader(Work work) {
        this.work = work;
    }

    /** Something has changed at this time ({@link System#nanoTime}), to be followed the next time. */
    void note(long since) {
        change.compareAndSet(null, since);
    }

    /** Whether something has changed that the work in progress does not know of; from any thread. */
    boolean isOvertaken() {
        return change.get() != null;
    }

    /** Whether it is about to end; from any thread. */
    boolean isClosed() {
        return closed;
    }

    /**
     * Begins the work again if it has ended; returns at once.
     *
     * @throws RuntimeException what the work threw the last time
     */
    void tick() {
        if (!present.isDone()) {
            return;
        }
        try {
            present.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
        present = thread.submit(() -> {
            work.run(Optional.ofNullable(change.getAndSet(null)));
            return null;
        });
    }

    /** Waits for the end of the work in progress, which is soon where {@link #isClosed} is heeded, and begins none. */
    @Override
    public void close() {
        closed = true;
        thread.shutdown();
        Threads.await(thread, Duration.ofNanos(Long.MAX_VALUE));
    }
}
