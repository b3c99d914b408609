package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 5 in time: one process with all three pipelines under a steady load for as long as is asked ({@code
 * -Dfaults.soak=PT1H}; {@code ./faults --soak 1h}). What it takes, sampled by {@link Vitals}, must not grow.
 */
@ExtendWith(Seed.class)
class SoakIT {

    private static final Duration LENGTH = Duration.parse(System.getProperty("faults.soak", "PT20S"));
    private static final int SAMPLES = 40;
    private static final int FEEDS = 400;
    private static final Duration SHORTEST = Duration.ofMillis(250);
    private static final int RECORDS = Seed.LONG ? 100 : 25;

    @TempDir
    private Path folder;

    @Test
    void nothingGrowsUnderASteadyLoad() throws Exception {
        List<Workload> all = new ArrayList<>();
        try {
            for (Pipeline pipeline : Pipeline.values()) {
                all.add(pipeline.open(folder));
            }
            try (JarProcess run = together(all)) {
                feed(all, run);
                List<Vitals> samples = sample(all, run);
                run.terminate();
                assertThat(run.awaitExit(Workload.PATIENCE)).as(run.errors()).isZero();
                Vitals.expectNoGrowth(samples);
                Files.writeString(Files.createDirectories(Path.of("target")).resolve("soak.csv"), Vitals.csv(samples));
            }
            for (Workload work : all) {
                work.expectEachRecordOnce();
            }
        } finally {
            all.forEach(Workload::close);
        }
    }

    private static JarProcess together(List<Workload> all) {
        JarProcess.Setup setup = all.get(0).setup();
        for (Workload work : all) {
            setup = setup.withAll(work.setup());
        }
        return setup.withJvmOption("-Xmx192m").start("run");
    }

    private static void feed(List<Workload> all, JarProcess run) {
        all.forEach(work -> work.feed(RECORDS));
        all.forEach(work -> work.awaitLanded(run));
    }

    /** Feeds at regular times, as far as the process can follow, and looks at it now and then. */
    private static List<Vitals> sample(List<Workload> all, JarProcess run) throws IOException, InterruptedException {
        List<Vitals> samples = new ArrayList<>();
        long begun = System.nanoTime();
        long between = Math.max(SHORTEST.toNanos(), LENGTH.dividedBy(FEEDS).toNanos());
        for (long now = 0; now < LENGTH.toNanos(); now = System.nanoTime() - begun) {
            feed(all, run);
            if (now >= LENGTH.dividedBy(SAMPLES).multipliedBy(samples.size()).toNanos()) {
                samples.add(Vitals.of(run.pid(), Duration.ofNanos(System.nanoTime() - begun)));
            }
            TimeUnit.NANOSECONDS.sleep(Math.max(0, now + between - (System.nanoTime() - begun)));
        }
        return samples;
    }
}
