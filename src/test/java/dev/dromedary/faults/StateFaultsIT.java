package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.SmallDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariants 1 and 3: the SQLite file of the state is locked by others, on a full disk, or read-only. */
@ExtendWith(Seed.class)
class StateFaultsIT {

    private static final int RECORDS = 100;
    private static final Duration LONGER_THAN_SQLITE_WAITS = Duration.ofSeconds(7);

    @TempDir
    private Path folder;

    /** Meanwhile nothing is acknowledged whose dead letter is not stored. */
    @ParameterizedTest
    @EnumSource(names = {"LOGINS", "CATALOG"})
    void isLockedByOthers(Pipeline pipeline) throws SQLException {
        try (Workload work = pipeline.open(folder)) {
            work.feed(RECORDS);
            JarProcess run = work.start();
            work.awaitLanded(run);
            try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/state.db"));
                    Statement statement = connection.createStatement()) {
                statement.execute("begin exclusive");
                work.feed(RECORDS);
                Workload.await().pollDelay(LONGER_THAN_SQLITE_WAITS).until(run::isAlive);
                statement.execute("rollback");
            }
            work.awaitLanded(run);
            work.end(run);
            work.drain();
            work.expectEachRecordOnce();
        }
    }

    @Test
    void isOnADiskThatIsFullAndThenReadOnly() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(Files.createDirectories(folder.resolve("data")), 2);
                Workload work = Pipeline.LOGINS.open(folder)) {
            work.feed(RECORDS);
            JarProcess full = work.start();
            work.awaitLanded(full);
            Path filler = disk.path().resolve("filler");
            fill(filler);
            work.feed(RECORDS * 10);
            Workload.awaitLog(full, "waits and tries again");
            Files.delete(filler);
            Workload.await().until(() -> ((LoginsWorkload) work).sandbox().depth() == 0 || !full.isAlive());
            work.end(full);

            work.feed(RECORDS);
            disk.makeReadOnly();
            JarProcess readOnly = work.start(work.setup().with("STARTUP_TIMEOUT", "2s"), "--once");
            assertThat(readOnly.awaitExit(Workload.PATIENCE))
                    .as(readOnly.errors())
                    .isIn(2, 3);
            disk.makeWritable();

            work.drain();
            work.expectEachRecordOnce();
        }
    }

    private static void fill(Path file) {
        byte[] some = new byte[4096];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(some);
            }
        } catch (java.io.IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }
}
