package dev.dromedary.objects;

import dev.dromedary.settings.ConfigurationException;
import java.util.concurrent.Semaphore;

/**
 * The bytes of all objects that are in work, bounded together (invariant 5). An object has what it needs to be read, its own
 * size or the parts in flight, and some buffers of a part's size to be written from: as many as four times its size fills,
 * at least one, and the parts in flight at the most. An output that grows more than that is sent with the buffers that
 * there are. Whoever finds no room waits for its turn. Thread-safe.
 */
final class TransferMemory {

    private static final int GROWTH = 4;
    private static final int UNIT = 1024;

    private final Semaphore units;
    private final long partSize;
    private final int parts;

    /**
     * The memory of one object, until it is closed.
     *
     * @param outputParts buffers for what is written
     */
    record Share(int outputParts, Semaphore units, int taken) implements AutoCloseable {

        @Override
        public void close() {
            units.release(taken);
        }
    }

    /**
     * @param bytes the bound
     * @param partSize bytes of a part
     * @param parts in flight of one stream, at the most
     * @throws ConfigurationException if one object needs more than the bound
     */
    TransferMemory(long bytes, long partSize, int parts) {
        long most = 2 * partSize * parts;
        if (bytes < most) {
            throw new ConfigurationException("the memory for objects is " + bytes + " bytes, but one object needs "
                    + most + " (twice part size times parts in flight): allow more memory, or use smaller or"
                    + " fewer parts (for catalog: catalog.memory, catalog.part-size, catalog.parts)");
        }
        this.units = new Semaphore(Math.toIntExact(Math.min(bytes / UNIT, Integer.MAX_VALUE)), true);
        this.partSize = partSize;
        this.parts = parts;
    }

    Share reserve(long size) throws InterruptedException {
        long input = Math.min(size, partSize * parts);
        int outputParts = (int) Math.max(1, Math.min(parts, (input * GROWTH + partSize - 1) / partSize));
        int taken = Math.toIntExact((input + outputParts * partSize) / UNIT);
        units.acquire(taken);
        return new Share(outputParts, units, taken);
    }
}
