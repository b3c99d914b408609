package dev.dromedary.s3;

import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import software.amazon.awssdk.services.s3.model.Part;

/**
 * An object being written, visible when {@link #complete} returns and not before (invariant 6). Up to one part's size it
 * goes in one request; beyond that its parts are sent several at a time while more is written. Memory: the parts in
 * flight (invariant 5).
 *
 * <p>{@link #close} without {@link #complete} publishes nothing and leaves the parts that are up, for a later run to go
 * on with; {@link #abort} removes them. Failures are unchecked: {@link ObjectException} for this object, {@link
 * S3UnavailableException} for S3. For one thread at a time.
 */
public final class ObjectUpload extends OutputStream {

    private enum State {
        OPEN,
        /** Bytes may be missing: nothing is published any more. */
        FAILED,
        COMPLETED,
        CLOSED
    }

    private final Writing writing;
    private final Executor executor;
    private final PartBuffers buffers;
    private final int partSize;
    private final String resumed;
    private final Consumer<String> onUpload;
    private final MessageDigest sha256 = Digests.sha256();
    private final CRC32C crc32c = new CRC32C();
    private State state = State.OPEN;
    private PartSender sender;
    private byte[] buffer;
    private int filled;
    private long size;

    /**
     * @param resumed the upload to go on with; null for none
     * @param onUpload told the id of a new upload before its first part is sent, so that it can be resumed; told null
     *     if S3 does not know the upload any more
     */
    ObjectUpload(
            Writing writing, TransferSettings settings, Executor executor, String resumed, Consumer<String> onUpload) {
        this.writing = writing;
        this.executor = executor;
        this.partSize = settings.partBytes();
        this.buffers = new PartBuffers(settings.partsInFlight(), partSize);
        this.resumed = resumed;
        this.onUpload = onUpload;
    }

    @Override
    public void write(int value) {
        makeRoom();
        buffer[filled++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        int from = offset;
        int left = length;
        while (left > 0) {
            makeRoom();
            int count = Math.min(left, buffer.length - filled);
            System.arraycopy(bytes, from, buffer, filled, count);
            filled += count;
            from += count;
            left -= count;
        }
    }

    /** As {@link #complete(Map)}, with nothing to add. */
    public WrittenObject complete() {
        return complete(Map.of());
    }

    /**
     * Publishes what was written, if nobody has written there since, and verifies it. After a failure the parts that
     * are up stay: close this upload and go on with its id in another.
     *
     * @param lateMetadata what is known only now; an object of several parts cannot take it any more, because S3 wants
     *     metadata with the first request. The same holds for the output's own {@code sha256}
     * @throws OutputTakenException if other bytes are there
     */
    public WrittenObject complete(Map<String, String> lateMetadata) {
        requireOpen();
        state = State.FAILED;
        WrittenObject written = sender == null ? putAll(lateMetadata) : completeParts();
        state = State.COMPLETED;
        return written;
    }

    /** Gives the upload up and removes its parts. Does nothing once it is complete. */
    public void abort() {
        if (state == State.COMPLETED) {
            return;
        }
        close();
        if (sender != null) {
            sender.abort();
        } else if (resumed != null) {
            writing.abort(resumed);
        }
    }

    /** Waits for requests under way and begins no more. */
    @Override
    public void close() {
        if (state == State.COMPLETED || state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        release();
        try {
            if (sender != null) {
                sender.stop();
            }
        } catch (InterruptedException e) {
            throw Retry.interrupted("UploadPart " + writing.output().path());
        }
    }

    int buffers() {
        return buffers.most();
    }

    /** Afterwards there is a buffer with room. A part goes only when more follows: one alone is no multipart upload. */
    private void makeRoom() {
        requireOpen();
        if (buffer != null && filled < buffer.length) {
            return;
        }
        if (buffer != null && buffer.length < partSize) {
            buffer = buffers.grown(buffer);
            return;
        }
        state = State.FAILED;
        if (buffer != null) {
            if (sender == null) {
                sender = begin();
            }
            sendBuffer();
        }
        buffer = take();
        state = State.OPEN;
    }

    private byte[] take() {
        try {
            byte[] taken = sender == null ? buffers.takeSmall() : buffers.take();
            filled = 0;
            return taken;
        } catch (InterruptedException e) {
            throw Retry.interrupted("UploadPart " + writing.output().path());
        }
    }

    /** An upload without parts is nothing to go on with; some servers list none for one that is gone. */
    private PartSender begin() {
        if (resumed != null) {
            Map<Integer, Part> present = writing.parts(resumed);
            if (!present.isEmpty()) {
                return new PartSender(writing, buffers, executor, resumed, present);
            }
            writing.abandon(resumed);
        }
        String uploadId = writing.create();
        try {
            onUpload.accept(uploadId);
        } catch (RuntimeException e) {
            // Nobody will know of it.
            writing.abandon(uploadId);
            throw e;
        }
        return new PartSender(writing, buffers, executor, uploadId, Map.of());
    }

    private void sendBuffer() {
        sender.check();
        digest();
        byte[] part = buffer;
        buffer = null;
        sender.send(part, filled);
    }

    private void digest() {
        sha256.update(buffer, 0, filled);
        crc32c.update(buffer, 0, filled);
        size += filled;
    }

    private WrittenObject putAll(Map<String, String> lateMetadata) {
        byte[] all = buffer == null ? new byte[0] : buffer;
        sha256.reset();
        sha256.update(all, 0, filled);
        Publication publication = new Publication(writing, filled, Digests.hex(sha256), Digests.crc32c(all, filled));
        WrittenObject written = publication.put(all, lateMetadata);
        release();
        if (resumed != null) {
            writing.abandon(resumed);
        }
        return written;
    }

    private WrittenObject completeParts() {
        if (buffer != null) {
            sendBuffer();
        }
        try {
            return new Publication(writing, size, Digests.hex(sha256), Digests.base64(crc32c))
                    .complete(sender, sender.await(), () -> onUpload.accept(null));
        } catch (InterruptedException e) {
            throw Retry.interrupted(
                    "CompleteMultipartUpload " + writing.output().path());
        }
    }

    private void release() {
        if (buffer != null) {
            buffers.give(buffer);
            buffer = null;
        }
    }

    private void requireOpen() {
        if (state != State.OPEN) {
            throw new IllegalStateException(writing.output().path() + " is " + state);
        }
    }
}
