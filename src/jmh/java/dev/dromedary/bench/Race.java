package dev.dromedary.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * One contestant emptying one queue. The queue is full before it starts, and it is alone.
 *
 * @param seconds from the first record at the sink to the last
 * @param rate records a second in that time
 * @param queueSeconds from the first message taken from the queue to the last one deleted
 * @param queueRate messages a second in that time
 * @param processorSeconds of the contestant in that time
 * @param serverSeconds of this JVM, which is where the queue lives, in that time
 * @param load of the machine before, as the system averages it over a minute; our own runs are in it
 * @param samples the counts that the figures come from
 */
record Race(
        int round,
        String contestant,
        int messages,
        double seconds,
        double rate,
        double queueSeconds,
        double queueRate,
        double processorSeconds,
        double serverSeconds,
        double load,
        List<Meter.Sample> samples) {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final OperatingSystemMXBean SYSTEM =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /**
     * Runs the contestant to the end of the queue and ends it.
     *
     * @param drained is shown the child when its queue is empty, before it ends
     * @throws IllegalStateException with what the child wrote, if the queue is not emptied in time
     */
    static Race run(
            int round, Contestant contestant, List<String> bodies, Path folder, BiConsumer<Stage, Child> drained) {
        double load = SYSTEM.getSystemLoadAverage();
        try (Stage stage = Stage.with(folder, bodies.subList(0, contestant.messages()), contestant.endpoint());
                Child child = contestant.start().apply(stage)) {
            try {
                return watch(round, contestant, load, stage, child, drained);
            } catch (IllegalStateException e) {
                throw new IllegalStateException(contestant.name() + ": " + e.getMessage() + "\n" + child.output(), e);
            }
        }
    }

    private static Race watch(
            int round, Contestant contestant, double load, Stage stage, Child child, BiConsumer<Stage, Child> drained) {
        int goal = contestant.messages();
        await(() -> goal - stage.waiting(), 1, child);
        long takenAt = System.nanoTime();
        Duration processorBefore = child.processorTime();
        Duration serverBefore = ownProcessorTime();
        List<Meter.Sample> samples = await(() -> contestant.landed().applyAsLong(stage), goal, child);
        await(() -> goal - stage.depth(), goal, child);
        double queueSeconds = (System.nanoTime() - takenAt) / 1e9;
        Duration processor = child.processorTime().minus(processorBefore);
        Duration server = ownProcessorTime().minus(serverBefore);
        drained.accept(stage, child);
        child.end();
        return new Race(
                round,
                contestant.name(),
                goal,
                samples.get(samples.size() - 1).millis() / 1000,
                Meter.rate(samples),
                queueSeconds,
                goal / queueSeconds,
                processor.toMillis() / 1000.0,
                server.toMillis() / 1000.0,
                load,
                samples);
    }

    private static List<Meter.Sample> await(LongSupplier count, long goal, Child child) {
        return new Meter(count, child::isAlive, PATIENCE).watch(goal);
    }

    private static Duration ownProcessorTime() {
        return Duration.ofNanos(SYSTEM.getProcessCpuTime());
    }

    /** Processor time of the contestant for each record, in microseconds. */
    double processorMicros() {
        return processorSeconds * 1e6 / messages;
    }

    /** How many processors the contestant and the queue had between them, on average. */
    double processors() {
        return (processorSeconds + serverSeconds) / queueSeconds;
    }
}
