package dev.dromedary.s3;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/**
 * Sends one request until it is answered, a bounded number of times, with exponential waits and jitter. The SDK's own
 * retries are off: they do not cover an answer whose body breaks off. Thread-safe.
 */
final class Retry {

    private static final Duration LONGEST = Duration.ofSeconds(5);

    private final int attempts;
    private final Duration firstDelay;

    Retry(int attempts, Duration firstDelay) {
        this.attempts = attempts;
        this.firstDelay = firstDelay;
    }

    /**
     * @param request operation and object, for messages
     * @throws S3UnavailableException if S3 does not answer, or the thread is interrupted
     * @throws SdkServiceException if S3's answer is about the object
     */
    <T> T call(String request, Callable<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.call();
            } catch (Exception e) {
                rethrowFinal(request, e);
                if (attempt >= attempts) {
                    throw new S3UnavailableException(request, Faults.words(e) + ", after " + attempt + " attempts");
                }
                sleep(request, attempt);
            }
        }
    }

    private static void rethrowFinal(String request, Exception e) {
        if (e instanceof AbortedException || Thread.currentThread().isInterrupted()) {
            throw interrupted(request);
        }
        if (Faults.isTransient(e)) {
            return;
        }
        if (e instanceof SdkServiceException answer && Faults.isOfTheSystem(answer)) {
            throw new S3UnavailableException(request, Faults.words(e));
        }
        if (e instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        throw new IllegalStateException(request, e);
    }

    private void sleep(String request, int failures) {
        long longest = Math.min(LONGEST.toMillis(), firstDelay.toMillis() << Math.min(failures - 1, 10));
        try {
            TimeUnit.MILLISECONDS.sleep(ThreadLocalRandom.current().nextLong(longest / 2, longest + 1));
        } catch (InterruptedException e) {
            throw interrupted(request);
        }
    }

    static S3UnavailableException interrupted(String request) {
        Thread.currentThread().interrupt();
        return new S3UnavailableException(request, "interrupted");
    }
}
