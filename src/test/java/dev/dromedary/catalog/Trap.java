package dev.dromedary.catalog;

import dev.dromedary.sandbox.S3Request;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Springs once, at the n-th of some requests, while that request waits before the server: does something to the process
 * that has sent it, and then lets the request go on or not. Thread-safe.
 */
final class Trap implements Predicate<S3Request> {

    private static final long PATIENCE_MINUTES = 2;

    private final Predicate<S3Request> which;
    private final AtomicInteger left;
    private final Runnable action;
    private final boolean faulty;
    private final CountDownLatch sprung = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /**
     * @param number of the request at which it springs, from 1
     * @param faulty whether the fault that it stands for happens to the request then
     */
    Trap(Predicate<S3Request> which, int number, Runnable action, boolean faulty) {
        this.which = which;
        this.left = new AtomicInteger(number);
        this.action = action;
        this.faulty = faulty;
    }

    static Predicate<S3Request> operation(String name) {
        return request -> request.operation().equals(name);
    }

    static Predicate<S3Request> part(int number) {
        return operation("UploadPart").and(request -> request.partNumber() == number);
    }

    @Override
    public boolean test(S3Request request) {
        if (!which.test(request) || left.decrementAndGet() != 0) {
            return false;
        }
        sprung.countDown();
        action.run();
        done.countDown();
        return faulty;
    }

    boolean sprung() {
        return sprung.getCount() == 0;
    }

    /** Waits until what it does is done. */
    void await() {
        await(done);
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(PATIENCE_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException("what was waited for did not happen in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
