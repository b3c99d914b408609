package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Wire.Loss;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Invariants 1, 2 and 6: the jar is killed (SIGKILL) at each stage of its work, once when the server has not got the request
 * of that stage and once when it has done it, and at any moment. What it has left on the disk is what the next one finds.
 */
@ExtendWith(Seed.class)
class KillIT {

    private static final int RECORDS = 100;
    private static final int LONGEST_LIFE_MILLIS = 6_000;

    @TempDir
    private Path folder;

    private final Random random = Seed.random();

    @ParameterizedTest
    @EnumSource
    void atEachStage(Pipeline pipeline) {
        try (Workload work = pipeline.open(folder)) {
            for (Moment moment : work.moments()) {
                for (Loss loss : Moment.LOSSES) {
                    work.feed(RECORDS);
                    work.killAt(moment, 1, loss);
                    work.expectNothingTwice(moment + ", " + loss + " lost");
                }
            }
            work.drain();
            work.expectEachRecordOnce();
        }
    }

    @ParameterizedTest
    @EnumSource
    void atAnyMoment(Pipeline pipeline) throws InterruptedException {
        try (Workload work = pipeline.open(folder)) {
            for (int round = 0; round < Seed.ROUNDS; round++) {
                work.feed(RECORDS);
                JarProcess run = work.start();
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_LIFE_MILLIS));
                assertThat(run.isAlive()).as(run.errors()).isTrue();
                run.kill();
                work.expectNothingTwice("round " + round);
            }
            work.drain();
            work.expectEachRecordOnce();
        }
    }
}
