package dev.dromedary.faults;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.TcpProxy;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariants 1 to 3: the network fails in every way, under a process that goes on. */
@ExtendWith(Seed.class)
class NetworkIT {

    private static final int RECORDS = 100;

    /** What can be wrong with a way to a server. */
    private enum Disturbance {
        CUT(TcpProxy::cut),
        STALLED(TcpProxy::stall),
        SLOW(line -> line.slow(20_000)),
        BROKEN_OFF(line -> line.breakAnswers(5)),
        ANSWERS_LOST(TcpProxy::loseAnswers);

        private final Consumer<TcpProxy> begin;

        Disturbance(Consumer<TcpProxy> begin) {
            this.begin = begin;
        }
    }

    @TempDir
    private Path folder;

    private final Random random = Seed.random();

    /** Of each stage once what the process asked for, and once what the server has answered. */
    @ParameterizedTest
    @EnumSource
    void aRequestOrItsAnswerIsLost(Pipeline pipeline) {
        try (Workload work = pipeline.open(folder)) {
            work.feed(2 * RECORDS);
            List<Moment.Event> events = work.moments().stream()
                    .flatMap(moment -> Moment.LOSSES.stream().map(loss -> moment.at(1, loss, () -> {})))
                    .toList();

            JarProcess run = work.start();

            events.forEach(event -> Workload.await(event, run));
            work.awaitLanded(run);
            work.end(run);
            work.drain();
            work.expectEachRecordOnce();
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyWayIsDisturbedForAWhile(Pipeline pipeline) throws InterruptedException {
        try (Workload work = pipeline.open(folder)) {
            JarProcess run = work.start();
            for (int round = 0; round < (Seed.LONG ? 2 : 1); round++) {
                for (Disturbance disturbance : Disturbance.values()) {
                    work.feed(RECORDS);
                    work.awaitProgress(run);
                    work.lines().forEach(disturbance.begin);
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(Seed.LONG ? 90_000 : 3_000));
                    work.lines().forEach(TcpProxy::restore);
                    work.awaitLanded(run);
                    work.expectNothingTwice(disturbance);
                }
            }
            work.end(run);
            work.drain();
            work.expectEachRecordOnce();
        }
    }
}
