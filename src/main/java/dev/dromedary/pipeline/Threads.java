package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Threads of consumers: named, so that a thread dump reads well, logging what pipeline they are of if who starts them
 * does, and daemons, because the consumer ends them. An Error
 * (memory that ran out, a class that is missing) in one of them ends the process: it would otherwise go on with a thread
 * less and messages that nobody finishes, whereas a process that is killed loses nothing.
 */
public final class Threads {

    private static final Logger LOG = LoggerFactory.getLogger(Threads.class);
    private static final int FAILED = 1;

    private Threads() {}

    public static ThreadFactory named(String name) {
        AtomicInteger number = new AtomicInteger();
        return runnable -> {
            Map<String, String> context = MDC.getCopyOfContextMap();
            Thread thread = new Thread(() -> run(runnable, context), name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setUncaughtExceptionHandler((failed, cause) -> end(cause));
            return thread;
        };
    }

    private static void run(Runnable runnable, Map<String, String> context) {
        if (context != null) {
            MDC.setContextMap(context);
        }
        runnable.run();
    }

    /**
     * Waits for threads that have been told to end, up to the given time; false if some go on. Camel interrupts who stops a
     * consumer when its time is over, and just then the last words count: an interrupt is kept for later.
     */
    public static boolean await(ExecutorService threads, Duration time) {
        long deadline = System.nanoTime() + time.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return threads.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Does tasks at the same time, and waits for all of them.
     *
     * @throws RuntimeException the first that one of them threw
     */
    public static void doAll(String name, int threads, Collection<Callable<Boolean>> tasks)
            throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(threads, named(name));
        try {
            for (Future<Boolean> task : workers.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } finally {
            workers.shutdown();
        }
    }

    /** Of the throwable only the type is shown, because its message may quote a record (invariant 4). */
    public static void end(Throwable cause) {
        LOG.error("Ending at once, nothing is lost: {}", cause.getClass().getName());
        Runtime.getRuntime().halt(FAILED);
    }
}
