package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.SqsServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariant 3: systems that are down are waited for. Nothing is lost, nothing becomes a dead letter for it. Those that go away
 * in the middle of the work are in {@code dev.dromedary.faults}.
 */
class LoginsOutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final LoginSamples samples = new LoginSamples(11);
    private final SqsServer sqs = new SqsServer();
    private final PostgresServer postgres = new PostgresServer();

    @TempDir
    private Path folder;

    private LoginsSandbox sandbox;

    @BeforeEach
    void start() {
        sqs.start();
        postgres.start();
        sandbox = LoginsSandbox.on(sqs, postgres, folder);
    }

    @AfterEach
    void stop() {
        sqs.close();
        postgres.close();
    }

    private List<String> send(int count) {
        return sandbox.send(Stream.generate(samples::good).limit(count).toList());
    }

    private void awaitRows(long rows) {
        await().atMost(PATIENCE).until(sandbox::count, count -> count == rows);
    }

    private void awaitLog(JarProcess run, String text) {
        await().atMost(PATIENCE).until(run::errors, errors -> errors.contains(text));
    }

    private void assertAllStoredOnce(JarProcess run, long rows) throws Exception {
        awaitRows(rows);
        await().atMost(PATIENCE).until(sandbox::depth, depth -> depth == 0);
        run.terminate();
        assertThat(run.awaitExit(PATIENCE)).isZero();
        assertThat(sandbox.query("select message_id from user_logins")).hasSize((int) rows);
        assertThat(sandbox.deadLetters()).isEqualToIgnoringWhitespace("[]");
    }

    @Test
    void postgresDownAtStartIsWaitedFor() throws Exception {
        send(100);
        postgres.stop();
        try (JarProcess run = sandbox.setup().start("run", "logins")) {
            awaitLog(run, "Waiting for warehouse");

            postgres.start();

            assertAllStoredOnce(run, 100);
        }
    }

    @Test
    void postgresThatDoesNotComeEndsTheRunWithThree() {
        send(10);
        postgres.stop();

        JarProcess run = sandbox.setup().with("STARTUP_TIMEOUT", "2s").run("run", "logins", "--once");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.errors().lines().toList())
                .last()
                .asString()
                .startsWith("dromedary: warehouse was not reached in 2 s (startup.timeout): ");
        assertThat(sandbox.depth()).isEqualTo(10);
    }

    @Test
    void messagesStayInvisibleForAsLongAsPostgresIsDown() throws Exception {
        send(50);
        try (JarProcess run = sandbox.setup().start("run", "logins")) {
            awaitRows(50);
            postgres.stop();
            send(50);
            awaitLog(run, "waits and tries again");

            // Several visibility timeouts (3 s) long, another consumer sees nothing.
            var others = sqs.client()
                    .receiveMessage(
                            request -> request.queueUrl(sandbox.queueUrl()).waitTimeSeconds(10))
                    .messages();

            assertThat(others).isEmpty();
            postgres.start();
            assertAllStoredOnce(run, 100);
            assertThat(run.errors()).contains("100 stored, 0 duplicates");
        }
    }

    @Test
    void sigtermWhilePostgresIsDownGivesTheMessagesBack() throws Exception {
        send(50);
        try (JarProcess run = sandbox.setup().start("run", "logins")) {
            awaitRows(50);
            postgres.stop();
            send(50);
            awaitLog(run, "waits and tries again");

            run.terminate();

            assertThat(run.awaitExit(PATIENCE)).isZero();
            assertThat(sandbox.depth()).isEqualTo(50);
            postgres.start();
            assertThat(sandbox.setup().run("run", "logins", "--once").output())
                    .startsWith("logins: 50 stored, 0 duplicates, 0 dead letters");
        }
    }

    @Test
    void sqsDownAtStartIsWaitedFor() throws Exception {
        send(20);
        sqs.stop();
        try (JarProcess run = sandbox.setup().start("run", "logins")) {
            awaitLog(run, "Waiting for queue");

            sqs.start();

            assertAllStoredOnce(run, 20);
        }
    }
}
