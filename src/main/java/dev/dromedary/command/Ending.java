package dev.dromedary.command;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a signal end what a command does: what is asked to end may finish, say what it has done, and the process has its exit
 * code instead of the signal's. Closed when that has been said. Thread-safe.
 */
final class Ending implements AutoCloseable {

    /** For closing what the command has opened. */
    private static final Duration MARGIN = Duration.ofSeconds(15);

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Runnable stop;
    private final Duration longest;
    private volatile int exitCode = Failures.FAILED;

    private Ending(Runnable stop, Duration longest) {
        this.stop = stop;
        this.longest = longest;
    }

    /**
     * @param stop asks for the end, and returns at once
     * @param longest how long the end may take
     */
    static Ending of(Runnable stop, Duration longest) {
        Ending ending = new Ending(stop, longest.plus(MARGIN));
        Runtime.getRuntime().addShutdownHook(new Thread(ending::end, "shutdown"));
        return ending;
    }

    /** The exit code, also of a process that a signal ends. */
    int with(int code) {
        exitCode = code;
        return code;
    }

    private void end() {
        if (ended.getCount() == 0) {
            return;
        }
        stop.run();
        try {
            ended.await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(exitCode);
    }

    @Override
    public void close() {
        System.out.flush();
        ended.countDown();
    }
}
