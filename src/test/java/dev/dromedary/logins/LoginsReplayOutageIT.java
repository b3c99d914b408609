package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.TcpProxy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replay whose warehouse goes away in its middle: it gives up after a while, and ends when it is told to. */
class LoginsReplayOutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int LETTERS = 400;

    @TempDir
    private Path folder;

    private LoginsSandbox sandbox;

    private void refuse() throws Exception {
        sandbox = LoginsSandbox.in(folder);
        sandbox.setup().run("routes", "export", "routes");
        Path schema = folder.resolve("routes/schemas/login.schema.json");
        String right = Files.readString(schema);
        Files.writeString(schema, right.replace("\"required\": [", "\"required\": [\"country\", "));
        LoginSamples samples = new LoginSamples(8);
        sandbox.send(Stream.generate(samples::good).limit(LETTERS).toList());
        assertThat(sandbox.setup().run("run", "logins", "--once").output()).contains(LETTERS + " dead letters");
        Files.writeString(schema, right);
    }

    private void inState(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/state.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    private JarProcess.Setup behind(TcpProxy proxy) {
        return sandbox.setup()
                .with("WAREHOUSE_URL", proxy.by(sandbox.warehouseUrl()))
                .with("LOGINS_BATCH_SIZE", "2")
                .with("FAILURES_DELAY", "100ms")
                .with("FAILURES_MAX_DELAY", "1s");
    }

    /** Starts a replay that has landed something and then loses its warehouse. */
    private JarProcess cutOff(JarProcess.Setup setup, TcpProxy proxy) {
        long before = sandbox.count();
        JarProcess replay = setup.start("dead-letters", "replay", "--reason", "invalid");
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(1)).until(() -> sandbox.count() > before);
        proxy.cut();
        await().atMost(PATIENCE).until(() -> replay.errors().contains("waits and tries again"));
        return replay;
    }

    @Test
    void whatWasDoneIsSaidWhateverEndsTheReplay() throws Exception {
        refuse();
        inState("update dead_letters set pipeline = 'gone' where id = (select min(id) from dead_letters)");
        int port =
                URI.create(sandbox.warehouseUrl().substring("jdbc:".length())).getPort();
        try (TcpProxy proxy = TcpProxy.before(port)) {
            try (JarProcess replay = cutOff(behind(proxy).with("STARTUP_TIMEOUT", "3s"), proxy)) {
                assertThat(replay.awaitExit(PATIENCE)).as(replay.errors()).isEqualTo(3);
                assertThat(replay.output())
                        .contains("gone: 1 cannot be replayed: there is no such pipeline any more\n")
                        .containsPattern("logins: [1-9][0-9]* landed, 0 failed again");
                assertThat(replay.errors())
                        .contains("dromedary: logins: a system that it needs has been down for 3 s (startup.timeout)");
            }
            proxy.restore();
            try (JarProcess replay = cutOff(behind(proxy).with("SHUTDOWN_TIMEOUT", "1s"), proxy)) {
                replay.terminate();
                assertThat(replay.awaitExit(PATIENCE)).as(replay.errors()).isEqualTo(1);
                assertThat(replay.output()).containsPattern("logins: [1-9][0-9]* landed, 0 failed again");
            }
        }

        JarProcess last = sandbox.setup().run("dead-letters", "replay", "--reason", "invalid");

        assertThat(last.exitCode()).as("one is of a pipeline that is no more").isEqualTo(1);
        assertThat(last.output()).as(last.errors()).contains(" landed, 0 failed again, ");
        assertThat(sandbox.count()).isEqualTo(LETTERS - 1);
        assertThat(sandbox.query("select count(distinct message_id) as n from user_logins"))
                .extracting(row -> ((Number) row.get("n")).intValue())
                .isEqualTo(List.of(LETTERS - 1));
    }
}
