package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Wire.Loss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The clock of a process is set back by an hour, and put right again, while it is at work and between two processes. */
@ExtendWith(Seed.class)
class ClockIT {

    private static final int RECORDS = 100;

    @TempDir
    private Path folder;

    private Path off;

    @BeforeEach
    void begin() {
        off = folder.resolve("off");
        set(Duration.ZERO);
    }

    /** How far the clock of all processes of the test is off, from now on. */
    private void set(Duration duration) {
        try {
            Path young = Files.writeString(folder.resolve("off~"), duration.toString());
            Files.move(young, off, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JarProcess.Setup clocked(Workload work) {
        return work.setup().withJvmOption("-Ddromedary.test.clock=" + off);
    }

    @ParameterizedTest
    @EnumSource
    void isSetBackAtWork(Pipeline pipeline) {
        try (Workload work = pipeline.open(folder)) {
            work.feed(RECORDS);
            JarProcess run = work.start(clocked(work));
            work.awaitLanded(run);

            set(Duration.ofHours(-1));

            work.feed(RECORDS);
            work.awaitLanded(run);
            run.kill();
            work.feed(RECORDS);
            JarProcess next = work.start(clocked(work));
            work.awaitLanded(next);
            set(Duration.ZERO);
            work.feed(RECORDS);
            work.awaitLanded(next);
            work.end(next);
            work.drain();
            work.expectEachRecordOnce();
        }
    }

    /** What a dead process held waits for as much longer on SQLite, and all else goes on. */
    @Test
    void isSetBackWhileALeaseIsHeldByTheDead() {
        try (CatalogWorkload work = new CatalogWorkload(folder, Servers.SHARED)) {
            work.feed(RECORDS);
            JarProcess run = work.start(clocked(work));
            Moment.Event killed = work.moment("CompleteMultipartUpload").at(1, Loss.REQUEST, run::kill);
            Workload.await(killed, run);
            work.forgive();
            int held = work.sandbox().ledger(State.IN_PROGRESS).size();
            assertThat(held).isPositive();

            set(Duration.ofHours(-1));

            work.feed(RECORDS);
            JarProcess next = work.start(clocked(work));
            Workload.await().until(() -> work.landed() >= work.expected() - held || !next.isAlive());
            set(Duration.ZERO);
            work.awaitLanded(next);
            work.end(next);
            work.drain();
            work.expectEachRecordOnce();
        }
    }

    /** Times that have passed are not repeated: it goes on where it was when the clock is right again. */
    @Test
    void isSetBackUnderASchedule() {
        try (Workload work = Pipeline.LOGINS.open(folder)) {
            JarProcess run = work.start(clocked(work).with("LOGINS_SCHEDULE", "* * * * * ?"));
            work.feed(RECORDS);
            work.awaitLanded(run);

            set(Duration.ofHours(-1));
            work.feed(RECORDS);
            set(Duration.ZERO);
            work.awaitLanded(run);
            work.end(run);
            work.drain();
            work.expectEachRecordOnce();
        }
    }
}
