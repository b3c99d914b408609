package dev.dromedary.s3;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * The parts of one multipart upload: sends them, several at a time, and leaves out those that an earlier run has sent.
 * One thread hands parts in; others send them. The first failure ends it and is thrown to the thread that hands in; what
 * is up stays up until {@link #abort}.
 */
final class PartSender {

    /** What S3 takes. */
    private static final int MOST_PARTS = 10_000;

    private final Writing writing;
    private final PartBuffers buffers;
    private final Executor executor;
    private final String uploadId;
    private final Map<Integer, Part> present;
    private final Map<Integer, String> etags = new ConcurrentSkipListMap<>();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicInteger sent = new AtomicInteger();
    private final AtomicInteger reused = new AtomicInteger();
    private final Set<Thread> running = new HashSet<>();
    private int handedIn;
    private boolean stopped;

    /** @param present the parts that an earlier run has sent, by number */
    PartSender(Writing writing, PartBuffers buffers, Executor executor, String uploadId, Map<Integer, Part> present) {
        this.writing = writing;
        this.buffers = buffers;
        this.executor = executor;
        this.uploadId = uploadId;
        this.present = present;
    }

    String uploadId() {
        return uploadId;
    }

    int sent() {
        return sent.get();
    }

    int reused() {
        return reused.get();
    }

    /** Takes the buffer over and gives it back to the pool when the part is up. */
    void send(byte[] buffer, int length) {
        int number = ++handedIn;
        if (number > MOST_PARTS) {
            buffers.give(buffer);
            throw new ObjectRefusedException(
                    writing.output().path(),
                    "is larger than " + MOST_PARTS + " parts of " + buffer.length + " bytes; use a larger part size");
        }
        try {
            executor.execute(() -> run(number, buffer, length));
        } catch (RejectedExecutionException e) {
            buffers.give(buffer);
            throw new S3UnavailableException("UploadPart " + writing.output().path(), "the client was closed");
        } catch (Error e) {
            // No thread, no memory: nobody else would give it back, and closing waits for that.
            buffers.give(buffer);
            throw e;
        }
    }

    private void run(int number, byte[] buffer, int length) {
        try {
            if (failure.get() == null && enter()) {
                etags.put(number, sendOrReuse(number, buffer, length));
            }
        } catch (RuntimeException | Error e) {
            failure.compareAndSet(null, e);
        } finally {
            leave();
            buffers.give(buffer);
        }
    }

    private synchronized boolean enter() {
        if (!stopped) {
            running.add(Thread.currentThread());
        }
        return !stopped;
    }

    /** No interrupt of {@link #stop} comes after this. */
    private synchronized void leave() {
        if (running.remove(Thread.currentThread()) && stopped) {
            Thread.interrupted();
        }
    }

    private String sendOrReuse(int number, byte[] buffer, int length) {
        Part part = present.get(number);
        if (part != null && isEqual(part, buffer, length)) {
            reused.incrementAndGet();
            return ObjectSummary.bare(part.eTag());
        }
        String etag = writing.send(uploadId, number, buffer, length);
        sent.incrementAndGet();
        return etag;
    }

    /** By the MD5; where the server encrypts with a key, the ETag is none, and S3 lists the CRC32C instead. */
    private static boolean isEqual(Part part, byte[] buffer, int length) {
        if (part.size() != length) {
            return false;
        }
        String etag = ObjectSummary.bare(part.eTag());
        return etag.equals(Digests.md5(buffer, length))
                || part.checksumCRC32C() != null && part.checksumCRC32C().equals(Digests.crc32c(buffer, length));
    }

    /** Throws what a part failed with, if one did. */
    void check() {
        Throwable failed = failure.get();
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed != null) {
            throw (RuntimeException) failed;
        }
    }

    /** Waits until all parts are up. */
    List<CompletedPart> await() throws InterruptedException {
        buffers.awaitAllGiven();
        check();
        if (etags.size() != handedIn) {
            throw new IllegalStateException(etags.size() + " of " + handedIn + " parts are up");
        }
        List<CompletedPart> parts = new ArrayList<>(etags.size());
        etags.forEach((number, etag) -> parts.add(CompletedPart.builder()
                .partNumber(number)
                .eTag(ObjectSummary.quoted(etag))
                .build()));
        return parts;
    }

    /** Begins no more requests, waits for those under way, and tries none of them again. */
    void stop() throws InterruptedException {
        interruptAll();
        buffers.awaitAllGiven();
    }

    private synchronized void interruptAll() {
        stopped = true;
        running.forEach(Thread::interrupt);
    }

    void abort() {
        writing.abort(uploadId);
    }
}
