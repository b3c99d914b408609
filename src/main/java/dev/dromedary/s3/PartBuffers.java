package dev.dromedary.s3;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * The memory of one stream: so many buffers of one part each, and no more (invariant 5). They are made when first needed
 * and used again. Thread-safe; {@link #take} waits where all are in use.
 */
final class PartBuffers {

    private static final int SMALL = 64 * 1024;

    private final int limit;
    private final int partSize;
    private final Deque<byte[]> free = new ArrayDeque<>();
    private int taken;
    private int most;

    PartBuffers(int limit, int partSize) {
        this.limit = limit;
        this.partSize = partSize;
    }

    /** A buffer of a part's size. */
    synchronized byte[] take() throws InterruptedException {
        reserve();
        byte[] used = free.poll();
        return used == null ? made(partSize) : used;
    }

    /** A buffer to begin with, for what may turn out small; {@link #grown} makes more of it. */
    synchronized byte[] takeSmall() throws InterruptedException {
        reserve();
        return made(Math.min(SMALL, partSize));
    }

    /** Where there is no memory, nobody has the buffer, and nobody must wait for it. */
    private byte[] made(int size) {
        boolean made = false;
        try {
            byte[] buffer = new byte[size];
            made = true;
            return buffer;
        } finally {
            if (!made) {
                taken--;
                notifyAll();
            }
        }
    }

    /** A larger buffer with the same content, up to a part's size, in the place of the given one. */
    byte[] grown(byte[] buffer) {
        return Arrays.copyOf(buffer, (int) Math.min(partSize, 2L * buffer.length));
    }

    private void reserve() throws InterruptedException {
        while (taken == limit) {
            wait();
        }
        taken++;
        most = Math.max(most, taken + Math.max(0, free.size() - 1));
    }

    /** Takes a buffer back; the caller forgets it. */
    synchronized void give(byte[] buffer) {
        taken--;
        if (buffer.length == partSize) {
            free.push(buffer);
        }
        notifyAll();
    }

    /** Waits until nobody has a buffer. */
    synchronized void awaitAllGiven() throws InterruptedException {
        while (taken > 0) {
            wait();
        }
    }

    /** How many buffers there were at a time, at the most. */
    synchronized int most() {
        return most;
    }
}
