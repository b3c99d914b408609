package dev.dromedary.sandbox;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * Springs once, at the n-th of some requests, while that request waits before the server: does something to the process
 * that has sent it, and then lets the request go on or not. Thread-safe.
 */
public final class Trap implements Predicate<AwsRequest> {

    private static final long PATIENCE_MINUTES = 2;

    private final Predicate<AwsRequest> which;
    private final AtomicInteger left;
    private final Runnable action;
    private final boolean faulty;
    private final CountDownLatch sprung = new CountDownLatch(1);
    private final CountDownLatch done = new CountDownLatch(1);

    /**
     * @param number of the request at which it springs, from 1
     * @param faulty whether the fault that it stands for happens to the request then
     */
    public Trap(Predicate<AwsRequest> which, int number, Runnable action, boolean faulty) {
        this.which = which;
        this.left = new AtomicInteger(number);
        this.action = action;
        this.faulty = faulty;
    }

    public static Predicate<AwsRequest> operation(String name) {
        return request -> request.operation().equals(name);
    }

    public static Predicate<AwsRequest> part(int number) {
        return operation("UploadPart").and(request -> request.partNumber() == number);
    }

    @Override
    public boolean test(AwsRequest request) {
        if (!which.test(request) || left.decrementAndGet() != 0) {
            return false;
        }
        sprung.countDown();
        action.run();
        done.countDown();
        return faulty;
    }

    public boolean sprung() {
        return sprung.getCount() == 0;
    }

    /** Waits until what it does is done. */
    public void await() {
        await(done);
    }

    public static void await(CountDownLatch latch) {
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
