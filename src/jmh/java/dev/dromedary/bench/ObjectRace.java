package dev.dromedary.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * One contestant bringing all objects of one bucket to another. It is alone, and ends by itself.
 *
 * @param objects how many there are
 * @param bytes of them all
 * @param seconds from its first question for the objects until the server had made the last output visible
 * @param processSeconds from the start of its process to the end of it
 * @param processorSeconds of its process, from the start to the last output
 * @param serverSeconds of this JVM, where the server is, in the same time
 * @param resident the most physical memory it ever had up to the last output, in MiB
 * @param load of the machine before, as the system averages it over a minute; our own runs are in it
 */
record ObjectRace(
        int objects,
        long bytes,
        double seconds,
        double processSeconds,
        double processorSeconds,
        double serverSeconds,
        double resident,
        double load) {

    private static final Duration PATIENCE = Duration.ofMinutes(8);
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * Watches a contestant that has just been started to its end.
     *
     * @throws IllegalStateException with what it wrote, if it fails, or has not brought all objects
     */
    static ObjectRace watch(ObjectInputs inputs, WatchedObjects store, Child child) {
        int objects = inputs.objects();
        double load = SYSTEM.getSystemLoadAverage();
        long server = SYSTEM.getProcessCpuTime();
        while (store.landed() < objects && child.isAlive() && child.age().compareTo(PATIENCE) < 0) {
            look();
        }
        double processor = child.processorTime().toMillis() / 1000.0;
        double resident = child.peakResident();
        double serverSeconds = (SYSTEM.getProcessCpuTime() - server) / 1e9;
        int exit = child.awaitExit();
        double process = child.age().toNanos() / 1e9;
        if (exit != 0 || store.landed() != objects) {
            throw new IllegalStateException(store.landed() + " of " + objects
                    + " objects were brought, and it ended with " + exit + ": " + child.output());
        }
        return new ObjectRace(
                objects, inputs.bytes(), store.seconds(), process, processor, serverSeconds, resident, load);
    }

    private static void look() {
        try {
            TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while watching", e);
        }
    }

    double objectsPerSecond() {
        return objects / seconds;
    }

    double megabytesPerSecond() {
        return bytes / 1e6 / seconds;
    }
}
