package dev.dromedary.pipeline;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** Looks at pipelines every second, and notes how they stand at an interval. For one thread. */
final class Samples {

    private static final long SAMPLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final long noteNanos;
    private long lastSample = System.nanoTime();
    private long lastNote = System.nanoTime();

    Samples(Duration interval) {
        this.noteNanos = interval.toNanos();
    }

    /** To be called often. */
    void take(Collection<Pipeline> pipelines) {
        long now = System.nanoTime();
        if (now - lastSample >= SAMPLE_NANOS) {
            boolean note = now - lastNote >= noteNanos;
            pipelines.forEach(pipeline -> pipeline.sample(note));
            lastSample = now;
            lastNote = note ? now : lastNote;
        }
    }
}
