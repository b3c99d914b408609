package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.S3Server;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TcpProxy;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 3: systems that are down are waited for. Each object is converted once, and none is a dead letter for it. */
class CatalogOutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int OBJECTS = 60;

    @TempDir
    private Path folder;

    /** Small ones but for the first, whose XML has several parts. */
    private static String json(int number) {
        String product = "{\"ean\": \"" + number + "\", \"price\": 18.50},";
        return "[" + product.repeat(number == 0 ? 200_000 : 3) + "null]";
    }

    private static void put(CatalogSandbox sandbox) {
        IntStream.range(0, OBJECTS).forEach(i -> sandbox.put("json/" + i + ".json", json(i)));
    }

    private static void awaitLog(JarProcess run, String text) {
        await().atMost(PATIENCE).until(run::errors, errors -> errors.contains(text) || !run.isAlive());
        assertThat(run.errors()).contains(text);
    }

    /** Acts once, before the given one of all requests of an operation is done. */
    private static void at(CatalogSandbox sandbox, String operation, int number, Runnable action) {
        AtomicInteger count = new AtomicInteger();
        sandbox.faults.add(
                request -> {
                    if (request.operation().equals(operation) && count.incrementAndGet() == number) {
                        action.run();
                    }
                    return false;
                },
                Fault.CUT_BEFORE);
    }

    private static Predicate<AwsRequest> first(String operation) {
        AtomicInteger count = new AtomicInteger();
        return request -> request.operation().equals(operation) && count.incrementAndGet() == 1;
    }

    private static void assertThatAllWasConvertedOnce(CatalogSandbox sandbox, JarProcess run) {
        assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
        assertThat(run.output()).startsWith("catalog: " + OBJECTS + " stored, 0 duplicates, 0 dead letters,");
        assertThat(sandbox.keys("xml/")).hasSize(OBJECTS);
        for (int i = 0; i < OBJECTS; i++) {
            assertThat(sandbox.get("xml/" + i + ".xml").equals(CatalogSandbox.xml(json(i))))
                    .as("object %d is whole", i)
                    .isTrue();
        }
        assertThat(sandbox.uploads()).isZero();
    }

    private static JarProcess.Setup inParts(CatalogSandbox sandbox) {
        return sandbox.setup()
                .with("CATALOG_PART_SIZE", "5MiB")
                .with("CATALOG_PARTS", "2")
                .with("STARTUP_TIMEOUT", "5m");
    }

    @Test
    void aServerThatThrottlesLosesAnswersAndIsRestartedIsWaitedFor() {
        AtomicBoolean throttling = new AtomicBoolean();
        try (S3Server server = S3Server.launch();
                CatalogSandbox sandbox = CatalogSandbox.on(server, folder)) {
            put(sandbox);
            sandbox.faults.add(request -> throttling.get(), Fault.SLOW_DOWN);
            sandbox.faults.add(first("PutObject"), Fault.LOSE_ANSWER);
            sandbox.faults.add(first("CompleteMultipartUpload"), Fault.LOSE_ANSWER);
            at(sandbox, "GetObject", OBJECTS / 4, () -> throttling.set(true));
            AtomicBoolean stopped = new AtomicBoolean();
            at(sandbox, "PutObject", OBJECTS / 2, () -> {
                server.stop();
                stopped.set(true);
            });
            try (JarProcess run = inParts(sandbox).start("run", "catalog", "--once")) {
                awaitLog(run, "SlowDown, after 5 attempts");
                throttling.set(false);
                await().atMost(PATIENCE).until(() -> stopped.get() || !run.isAlive());
                int before = run.errors().length();
                await().atMost(PATIENCE)
                        .until(() ->
                                run.errors().substring(before).contains("waits and tries again") || !run.isAlive());
                server.start();

                assertThatAllWasConvertedOnce(sandbox, run);
            }
            assertThat(sandbox.ledger(State.COMPLETED))
                    .hasSize(OBJECTS)
                    .allSatisfy(entry -> assertThat(entry.attempts()).isOne())
                    .extracting(Entry::takeovers)
                    .containsOnly(0);
        }
    }

    @Test
    void aServerThatDoesNotComeEndsTheRunWithThree() {
        try (S3Server server = S3Server.launch();
                CatalogSandbox sandbox = CatalogSandbox.on(server, folder)) {
            put(sandbox);
            server.stop();

            JarProcess run = sandbox.setup().with("STARTUP_TIMEOUT", "2s").run("run", "catalog", "--once");

            assertThat(run.exitCode()).as(run.errors()).isEqualTo(3);
            assertThat(run.errors().lines().toList())
                    .last()
                    .asString()
                    .startsWith("dromedary: bucket " + sandbox.bucket + " was not reached in 2 s (startup.timeout): ");
        }
    }

    @Test
    void outputsThatMayNotBeWrittenBlameNoObjectAndEndTheRunWithThree() {
        try (CatalogSandbox sandbox = CatalogSandbox.in(folder)) {
            sandbox.put("json/a.json", "1");
            sandbox.faults.add(request -> request.operation().equals("PutObject"), Fault.DENIED);

            JarProcess run = sandbox.setup().with("STARTUP_TIMEOUT", "2s").run("run", "catalog", "--once");

            assertThat(run.exitCode()).as(run.errors()).isEqualTo(3);
            assertThat(run.errors())
                    .contains("a system that it needs has been down for 2 s (startup.timeout): S3 PutObject")
                    .contains("AccessDenied");
            assertThat(sandbox.ledger(State.FAILED)).isEmpty();
            assertThat(sandbox.deadLetters()).isEmpty();
            sandbox.faults.reset();
            assertThat(sandbox.runOnce().output()).startsWith("catalog: 1 stored,");
        }
    }

    @Test
    void aServerThatGoesAndDoesNotComeBackEndsTheRunWithThreeAndTheNextGoesOn() {
        try (S3Server server = S3Server.launch();
                CatalogSandbox sandbox = CatalogSandbox.on(server, folder)) {
            put(sandbox);
            at(sandbox, "PutObject", OBJECTS / 2, server::stop);

            JarProcess run = sandbox.setup()
                    .with("STARTUP_TIMEOUT", "5s")
                    .with("SHUTDOWN_TIMEOUT", "5s")
                    .run("run", "catalog", "--once");

            assertThat(run.exitCode()).as(run.errors()).isEqualTo(3);
            assertThat(run.errors()).contains("a system that it needs has been down for 5 s (startup.timeout): S3 ");
            server.start();
            int done = sandbox.ledger(State.COMPLETED).size();
            assertThat(sandbox.ledger(State.FAILED)).isEmpty();
            assertThat(sandbox.ledger(State.IN_PROGRESS)).as("given back").isEmpty();
            JarProcess next = inParts(sandbox).run("run", "catalog", "--once");
            assertThat(next.output()).startsWith("catalog: " + (OBJECTS - done) + " stored, 0 duplicates, 0 dead");
            assertThat(sandbox.keys("xml/")).hasSize(OBJECTS);
        }
    }

    @Test
    void aLedgerInPostgresqlThatGoesAwayIsWaitedFor() throws Exception {
        PostgresServer postgres = Sandbox.postgres();
        String url = postgres.createDatabase("catalog_" + System.nanoTime());
        int port = URI.create(url.substring("jdbc:".length())).getPort();
        try (TcpProxy proxy = TcpProxy.before(port);
                CatalogSandbox sandbox = CatalogSandbox.in(folder)) {
            put(sandbox);
            AtomicBoolean cut = new AtomicBoolean();
            at(sandbox, "GetObject", OBJECTS / 2, () -> {
                proxy.cut();
                cut.set(true);
            });
            JarProcess.Setup shared =
                    inParts(sandbox).with("CATALOG_LEASE", "3s").withState(proxy.by(url), postgres);
            try (JarProcess run = shared.start("run", "catalog", "--once")) {
                await().atMost(PATIENCE).until(() -> cut.get() || !run.isAlive());
                awaitLog(run, "Asking state fails, trying until it works: ");
                proxy.restore();

                assertThatAllWasConvertedOnce(sandbox, run);
            }
            assertThat(rows(postgres, url)).isEqualTo(Collections.nCopies(OBJECTS, "COMPLETED"));
            assertThat(sandbox.faults.count("PutObject")).isEqualTo(OBJECTS - 1);
        }
    }

    private static List<String> rows(PostgresServer postgres, String url) throws Exception {
        try (Connection connection = postgres.dataSource(url).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select state from object_ledger")) {
            List<String> states = new java.util.ArrayList<>();
            while (rows.next()) {
                states.add(rows.getString(1));
            }
            return states;
        }
    }
}
