package dev.dromedary.pipeline;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.settings.ConfigurationException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Asks a system until it answers, with growing waits; what waiting cannot help ends the run. Thread-safe. */
public final class Patience {

    private final String pipeline;
    private final RunFailure failure;
    private final Backoff backoff;

    /** @param operation what is asked of which system, for the log */
    public Patience(String operation, String pipeline, RunFailure failure) {
        this.pipeline = pipeline;
        this.failure = failure;
        this.backoff = new Backoff(operation);
    }

    /** @throws InterruptedException if the thread is interrupted before there is an answer */
    public <T> T ask(Supplier<T> question) throws InterruptedException {
        long since = 0;
        for (int failures = 1; ; failures++) {
            try {
                T answer = question.get();
                backoff.succeeded();
                return answer;
            } catch (UnavailableException e) {
                failed(e);
                since = failures == 1 ? System.nanoTime() : since;
                stillWaiting(since, e);
            } catch (ConfigurationException e) {
                failed(e);
                failure.report(e);
            }
            TimeUnit.MILLISECONDS.sleep(backoff.delay(failures).toMillis());
        }
    }

    /**
     * Ends a run with {@code --once} that has waited for too long.
     *
     * @param since {@link System#nanoTime} of the first failure
     */
    public void stillWaiting(long since, UnavailableException cause) {
        failure.reportIfStill(pipeline, since, cause.getMessage());
    }

    /** A client that is interrupted says that its system is not there. */
    private void failed(RuntimeException cause) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        backoff.failed(cause);
    }
}
