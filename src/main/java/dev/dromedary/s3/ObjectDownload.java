package dev.dromedary.s3;

import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * The bytes of one version of an object, in order. An object of one part's size at the most takes one request; a larger
 * one is fetched by ranges, several at a time, each tried again alone. Memory: the parts in flight (invariant 5).
 *
 * <p>The last part is handed out only after the SHA-256 of the whole agrees with what the object is said to have, so
 * that nobody reads a damaged object to its end. Failures are unchecked: {@link ObjectException} for this object,
 * {@link S3UnavailableException} for S3. For one thread at a time.
 */
public final class ObjectDownload extends InputStream {

    private final Reading reading;
    private final ObjectSummary version;
    private final Executor executor;
    private final PartBuffers buffers;
    private final int partSize;
    private final int partsInFlight;
    private final Deque<FutureTask<byte[]>> ahead = new ArrayDeque<>();
    private final MessageDigest digest = Digests.sha256();
    private final Claims claims;
    private String sha256;
    private long requested;
    private long taken;
    private byte[] current;
    private int position;
    private int limit;
    private boolean closed;

    /** Sends the first request. */
    ObjectDownload(Reading reading, ObjectSummary version, TransferSettings settings, Executor executor) {
        this.reading = reading;
        this.version = version;
        this.executor = executor;
        this.partSize = settings.partBytes();
        this.partsInFlight = settings.partsInFlight();
        this.buffers = new PartBuffers(partsInFlight, partSize);
        if (version.size() <= partSize) {
            byte[] all = new byte[(int) version.size()];
            this.claims = reading.readAll(all);
            accept(all, all.length);
        } else {
            this.claims = reading.claims();
            fetchAhead();
        }
    }

    @Override
    public int read() {
        return available() > 0 || next() ? current[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (available() == 0 && !next()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(current, position, bytes, offset, count);
        position += count;
        return count;
    }

    @Override
    public int available() {
        return limit - position;
    }

    /**
     * SHA-256 of the object in hexadecimal digits.
     *
     * @throws IllegalStateException before the last part was reached
     */
    public String sha256() {
        if (sha256 == null) {
            throw new IllegalStateException(
                    version.path() + " was read to byte " + taken + " of " + version.size() + " only");
        }
        return sha256;
    }

    /** Whether all of it was handed out. */
    public boolean isAtEnd() {
        return taken == version.size() && available() == 0;
    }

    public ObjectSummary version() {
        return version;
    }

    /** Ends requests under way; what was read stays valid. */
    @Override
    public void close() {
        closed = true;
        ahead.forEach(part -> part.cancel(true));
        ahead.clear();
        current = null;
        limit = 0;
        position = 0;
    }

    int buffers() {
        return buffers.most();
    }

    /** Makes the next part the current one; false at the end. */
    private boolean next() {
        if (closed) {
            throw new IllegalStateException(version.path() + " was closed");
        }
        if (taken == version.size()) {
            return false;
        }
        if (current != null) {
            buffers.give(current);
            current = null;
        }
        fetchAhead();
        byte[] part = await(ahead.remove());
        accept(part, (int) Math.min(partSize, version.size() - taken));
        return true;
    }

    private void accept(byte[] part, int length) {
        digest.update(part, 0, length);
        taken += length;
        if (taken == version.size()) {
            String found = Digests.hex(digest);
            try {
                claims.check(version.path(), found);
            } catch (ChecksumMismatchException e) {
                // Else the next read would find the end.
                close();
                throw e;
            }
            sha256 = found;
        }
        current = part;
        position = 0;
        limit = length;
    }

    /** There is a buffer for each part in flight, the current one included: this never waits. */
    private void fetchAhead() {
        while (requested < version.size() && ahead.size() < partsInFlight) {
            long from = requested;
            int length = (int) Math.min(partSize, version.size() - from);
            FutureTask<byte[]> part = new FutureTask<>(() -> fetch(from, length));
            requested += length;
            ahead.add(part);
            executor.execute(part);
        }
    }

    private byte[] fetch(long from, int length) throws InterruptedException {
        byte[] buffer = buffers.take();
        reading.readRange(from, length, buffer);
        return buffer;
    }

    private byte[] await(Future<byte[]> part) {
        try {
            return part.get();
        } catch (InterruptedException e) {
            close();
            throw Retry.interrupted("GetObject " + version.path());
        } catch (ExecutionException e) {
            close();
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        }
    }
}
