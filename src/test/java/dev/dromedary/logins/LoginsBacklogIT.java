package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 5: a backlog of large messages passes through a small heap. By default 512 MiB of it, four times the heap;
 * {@code -Dbacklog.mebibytes=2048 -Dit.heap=6g} makes it 2 GiB.
 */
class LoginsBacklogIT {

    private static final int MESSAGE = 250 * 1024;
    private static final int MESSAGES = Integer.getInteger("backlog.mebibytes", 512) * 1024 / 250;
    private static final int SENT_TOGETHER = 100;

    @TempDir
    private Path folder;

    @Test
    void aBacklogLargerThanTheHeapIsStored() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        send(sandbox);

        try (JarProcess run = sandbox.setup()
                .with("LOGINS_VISIBILITY_TIMEOUT", "60s")
                .withJvmOption("-Xmx128m")
                .withJvmOption("-XX:+ExitOnOutOfMemoryError")
                .start("run", "logins", "--once")) {
            assertThat(run.awaitExit(Duration.ofMinutes(10))).as(run.errors()).isZero();
            assertThat(run.output()).startsWith("logins: " + MESSAGES + " stored, 0 duplicates, 0 dead letters");
            assertThat(run.errors()).doesNotContain("OutOfMemory");
        }
        assertThat(sandbox.count()).isEqualTo(MESSAGES);
    }

    private static void send(LoginsSandbox sandbox) {
        LoginSamples samples = new LoginSamples(13);
        String padding = "x".repeat(MESSAGE - 300);
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            Map<String, Object> fields = samples.fields();
            fields.put("padding", padding);
            bodies.add(LoginSamples.json(fields));
            if (bodies.size() == SENT_TOGETHER || i == MESSAGES - 1) {
                sandbox.send(bodies);
                bodies.clear();
            }
        }
    }
}
