package dev.dromedary.alerts;

import dev.dromedary.pipeline.FailureLog;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the routes of receivers find their messages, in whichever book they are. A book that does not answer holds nobody
 * up. In the registry of the routes. Thread-safe.
 */
final class Outbox {

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final List<AlertBook> books;
    private final Duration interval;
    private final Set<AlertBook> faulty = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> idle = new HashMap<>();
    private long news;

    /**
     * @param books where messages are, those of the first before those of the next
     * @param interval how long after a look the next one follows if nobody says that there is something
     */
    Outbox(List<AlertBook> books, Duration interval) {
        this.books = List.copyOf(books);
        this.interval = interval;
    }

    /** A message that was taken, with what may become of it. */
    record Taken(AlertBook book, AlertBook.Waiting message) {

        /** It was delivered, or never will be. */
        void done() {
            tell(() -> book.done(message));
        }

        void retry(Duration after) {
            tell(() -> book.retry(message, after));
        }

        private interface Change {
            void make() throws SQLException;
        }

        /** What cannot be told is found out when the time is over for which the message is held. */
        private static void tell(Change change) {
            try {
                change.make();
            } catch (SQLException | RuntimeException e) {
                complain(e);
            }
        }
    }

    /** Nothing that is wrong with a book may end the thread, and with it the process. */
    private static void complain(Exception e) {
        if (e instanceof RuntimeException) {
            LOG.warn("A book of alerts is at fault, and is asked again later: {}", FailureLog.describe(e));
        }
        LOG.debug("A book of alerts does not answer", e);
    }

    Optional<Taken> next(String receiver) {
        for (AlertBook book : books) {
            try {
                Optional<AlertBook.Waiting> message = book.next(receiver);
                faulty.remove(book);
                if (message.isPresent()) {
                    return message.map(taken -> new Taken(book, taken));
                }
            } catch (SQLException | RuntimeException e) {
                if (faulty.add(book)) {
                    complain(e);
                }
            }
        }
        return Optional.empty();
    }

    /** Says that there are new messages. */
    synchronized void notifyOfNews() {
        news++;
        notifyAll();
    }

    synchronized long news() {
        return news;
    }

    /** A receiver has got all that was known to be there. */
    synchronized void isEmptyFor(String receiver, long known) {
        idle.put(receiver, known);
        notifyAll();
    }

    /** Waits until receivers have got all that there is, for some time at the most. */
    synchronized void awaitEmpty(List<String> receivers, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + longest.toNanos();
        for (long left = deadline - System.nanoTime();
                left > 0 && receivers.stream().anyMatch(receiver -> idle.getOrDefault(receiver, -1L) < news);
                left = deadline - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
    }

    /** Waits for messages newer than those that were known, for the interval at the most, or no longer than given. */
    synchronized void await(long known, Duration longest) throws InterruptedException {
        long deadline = System.nanoTime() + (longest.compareTo(interval) < 0 ? longest : interval).toNanos();
        for (long left = deadline - System.nanoTime(); news == known && left > 0; left = deadline - System.nanoTime()) {
            wait(Math.max(1, left / 1_000_000));
        }
    }
}
