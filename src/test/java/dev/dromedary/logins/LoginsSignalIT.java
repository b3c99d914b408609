package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a run ends: by SIGTERM under load, and by several processes that share the work. */
class LoginsSignalIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final LoginSamples samples = new LoginSamples(3);

    @Test
    void sigtermUnderLoadFinishesWhatIsInFlight() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        // With an hour to wait for it, a message that were left behind in flight would not come again.
        JarProcess.Setup setup = sandbox.setup().with("LOGINS_VISIBILITY_TIMEOUT", "1h");
        sandbox.send(Stream.generate(samples::good).limit(5000).toList());
        try (JarProcess run = setup.start("run", "logins")) {
            await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> sandbox.count() > 0);

            run.terminate();

            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
            assertThat(sandbox.count() + sandbox.depth()).isEqualTo(5000);
            assertThat(run.errors()).contains("Ended logins: " + sandbox.count() + " stored");
        }
        String rest = setup.run("run", "logins", "--once").output();
        assertThat(rest).contains(" 0 duplicates, 0 dead letters");
        assertThat(sandbox.count()).isEqualTo(5000);
    }

    @Test
    void twoProcessesShareAQueue() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        sandbox.send(Stream.generate(samples::good).limit(6000).toList());
        try (JarProcess first = sandbox.setup().start("run", "logins", "--once");
                JarProcess second = sandbox.setup()
                        .with("STATE_URL", "jdbc:sqlite:data/state.db")
                        .start("run", "logins", "--once")) {
            assertThat(first.awaitExit(PATIENCE)).as(first.errors()).isZero();
            assertThat(second.awaitExit(PATIENCE)).as(second.errors()).isZero();
            assertThat(stored(first) + stored(second)).isEqualTo(6000);
        }
        assertThat(sandbox.count()).isEqualTo(6000);
        assertThat(sandbox.depth()).isZero();
    }

    private static int stored(JarProcess run) {
        return Integer.parseInt(run.output().replaceFirst("(?s)logins: (\\d+) stored.*", "$1"));
    }

    @Test
    void anEmptyQueueEndsAtOnce() {
        JarProcess run = LoginsSandbox.in(folder).setup().run("run", "logins", "--once");

        assertThat(run.exitCode()).isZero();
        assertThat(run.output()).startsWith("logins: 0 stored, 0 duplicates, 0 dead letters");
    }
}
