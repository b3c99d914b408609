package dev.dromedary.csv;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.UnavailableException;
import dev.dromedary.pipeline.Threads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Reads and checks rows on a thread of its own, a few chunks ahead of the thread that writes them: parsing then costs no
 * time where there is a second processor. {@link #next} is for one thread, and so is {@link #close}, which ends the other.
 */
final class RowFeed implements AutoCloseable {

    private static final int CHUNKS_AHEAD = 4;

    /** What the reading thread has to say: rows, that there are no more, or why there are none. */
    private record Delivery(RowChunk chunk, Exception failure) {}

    private final CsvRows rows;
    private final Columns columns;
    private final BlockingQueue<Delivery> queue = new ArrayBlockingQueue<>(CHUNKS_AHEAD);
    private final Thread reader;

    private RowFeed(CsvRows rows, Columns columns) {
        this.rows = rows;
        this.columns = columns;
        this.reader = Threads.named("csv-reader").newThread(this::read);
    }

    static RowFeed start(CsvRows rows, Columns columns) {
        RowFeed feed = new RowFeed(rows, columns);
        feed.reader.start();
        return feed;
    }

    private void read() {
        try {
            try {
                RowChunk chunk = new RowChunk();
                while (rows.next()) {
                    addRow(chunk);
                    if (chunk.isFull()) {
                        queue.put(new Delivery(chunk, null));
                        chunk = new RowChunk();
                    }
                }
                queue.put(new Delivery(chunk, null));
                queue.put(new Delivery(null, null));
            } catch (IOException | RuntimeException e) {
                queue.put(new Delivery(null, e));
            }
        } catch (InterruptedException e) {
            // Nobody waits for rows any more: see close().
            Thread.currentThread().interrupt();
        }
    }

    private void addRow(RowChunk chunk) {
        try {
            chunk.add(rows.row(columns));
        } catch (RecordRejectedException e) {
            chunk.add(e.of(rows.origin().record(rows.line(), rows.text(), rows.fields(columns))));
        }
    }

    /**
     * The next rows, or none at the end of the file.
     *
     * @throws UncheckedIOException if the file cannot be read
     * @throws UnavailableException if this thread is interrupted
     */
    Optional<RowChunk> next() {
        try {
            Delivery delivery = queue.take();
            if (delivery.failure() instanceof IOException e) {
                throw new UncheckedIOException(e);
            }
            if (delivery.failure() instanceof RuntimeException e) {
                throw e;
            }
            return Optional.ofNullable(delivery.chunk());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("the load of " + rows.origin().fileName() + " was interrupted");
        }
    }

    /** Ends the reading thread, so that the file can be closed. */
    @Override
    public void close() {
        reader.interrupt();
        boolean interrupted = false;
        while (reader.isAlive()) {
            try {
                reader.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
