package dev.dromedary.capture;

import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Replayed;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.pipeline.Threads;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Marks letters while the rows of the next ones are written, because the letters are in another file than the table and each
 * waits for the disk. Whoever ends before the marks are made finds the rows in the table the next time (invariant 2). For use
 * by one thread.
 */
final class LetterMarks implements AutoCloseable {

    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Patience patience;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(Threads.named("letter-marks"));
    private Future<?> marking;
    private RowLetters.Tried unmarked;

    LetterMarks(Patience patience) {
        this.patience = patience;
    }

    /** Remembers letters that are to be marked. */
    void add(RowLetters.Tried tried) {
        unmarked = tried;
    }

    /** Begins to mark the letters that were added last, if there are any. */
    void begin(DeadLetters store, Replayed replayed) {
        RowLetters.Tried tried = unmarked;
        unmarked = null;
        if (tried != null) {
            marking = worker.submit(() -> patience.ask(() -> {
                RowLetters.mark(store, tried, replayed);
                return true;
            }));
        }
    }

    /** Waits until what was begun is durable. */
    void await() throws InterruptedException {
        if (marking == null) {
            return;
        }
        try {
            marking.get();
            marking = null;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    @Override
    public void close() throws InterruptedException {
        worker.shutdownNow();
        Threads.await(worker, LAST_WORDS);
    }
}
