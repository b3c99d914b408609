package dev.dromedary.bench;

import dev.dromedary.sandbox.JarProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A pipeline and the replay of its dead letters over the same records, each time in a place of its own. For use by one thread. */
interface ReplayRace {

    Duration PATIENCE = Duration.ofMinutes(4);

    /** Records a second of {@code run}. */
    double run() throws IOException;

    /** Records a second of {@code dead-letters replay}, of records that were all refused and are then put right. */
    double replay() throws IOException;

    /** Lets all records be refused. */
    static void refuse(JarProcess.Setup setup, String pipeline, int records) {
        JarProcess run = setup.run("run", pipeline, "--once");
        if (!run.output().contains(" " + records + " dead letters")) {
            throw new IllegalStateException("not all were refused: " + run.output() + run.errors());
        }
    }

    /**
     * Waits for the end of a process that lands records.
     *
     * @param begun asked until it is more than none: the records that are on their way when the clock starts
     * @param landed records at the sink
     * @return records a second, without those that were on their way
     */
    static double rate(JarProcess process, LongSupplier begun, LongSupplier landed, int records) {
        await(() -> begun.getAsLong() > 0, process);
        long first = begun.getAsLong();
        long start = System.nanoTime();
        await(() -> landed.getAsLong() >= records, process);
        double seconds = (System.nanoTime() - start) / 1e9;
        end(process);
        return (records - first) / seconds;
    }

    /** Waits for the end of a process that ends by itself, and well. */
    static void end(JarProcess process) {
        if (process.awaitExit(PATIENCE) != 0) {
            throw new IllegalStateException(process.errors());
        }
    }

    /** Looks every 10 ms. */
    static void await(BooleanSupplier condition, JarProcess process) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("not done after " + PATIENCE + "\n" + process.errors());
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
