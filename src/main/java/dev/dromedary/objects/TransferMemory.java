package dev.dromedary.objects;

import dev.dromedary.settings.ConfigurationException;
import java.util.concurrent.Semaphore;

/**
 * The bytes of all objects that are in work, bounded together (invariant 5). An object is taken to need its own size for
 * what is read and {@value #GROWTH} times its size for what is written, but never more than the parts in flight of two
 * streams; whoever finds no room waits for its turn. Thread-safe.
 */
final class TransferMemory {

    private static final int GROWTH = 4;
    private static final int UNIT = 1024;

    private final Semaphore units;
    private final long stream;

    /** The memory of one object, until it is closed. */
    interface Share extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * @param bytes the bound
     * @param stream what one stream holds at the most
     * @throws ConfigurationException if one object needs more than the bound
     */
    TransferMemory(long bytes, long stream) {
        if (bytes < 2 * stream) {
            throw new ConfigurationException("the memory for objects is " + bytes + " bytes, but one object needs "
                    + 2 * stream + " (twice part size times parts in flight): allow more memory, or use smaller or"
                    + " fewer parts (for catalog: catalog.memory, catalog.part-size, catalog.parts)");
        }
        this.units = new Semaphore(Math.toIntExact(Math.min(bytes / UNIT, Integer.MAX_VALUE)), true);
        this.stream = stream;
    }

    Share reserve(long size) throws InterruptedException {
        long bytes = Math.min(size, stream) + Math.min(size, stream / GROWTH) * GROWTH;
        int needed = Math.toIntExact(bytes / UNIT);
        units.acquire(needed);
        return () -> units.release(needed);
    }
}
