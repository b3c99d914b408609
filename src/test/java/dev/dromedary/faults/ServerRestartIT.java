package dev.dromedary.faults;

import dev.dromedary.sandbox.EmbeddedServer;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.S3Server;
import dev.dromedary.sandbox.SqsServer;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Invariant 3: each server is stopped while records are on their way through it, and started again. */
@ExtendWith(Seed.class)
class ServerRestartIT {

    private static final int RECORDS = 500;
    private static final int OUTAGE_SECONDS = Seed.LONG ? 30 : 2;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource
    void isWaitedFor(Pipeline pipeline) throws InterruptedException {
        try (Servers.Own servers = new Servers.Own();
                Workload work = pipeline.open(folder, servers)) {
            JarProcess run = work.start();
            for (EmbeddedServer server : servers.started()) {
                work.feed(RECORDS);
                work.awaitProgress(run);
                int before = run.errors().length();
                server.stop();
                if (!(server instanceof SqsServer || server instanceof S3Server)) {
                    // All that was fed may have arrived, and who has nothing to store does not notice.
                    work.feed(RECORDS);
                }
                Workload.await().until(() -> run.errors().substring(before).contains("WARN") || !run.isAlive());
                TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
                server.start();
                work.awaitLanded(run);
            }
            work.end(run);
            work.drain();
            work.expectEachRecordOnce();
        }
    }
}
