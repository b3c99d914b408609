package dev.dromedary.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.KafkaServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 3: what the pipeline needs goes away and comes back, and each change is published once. A restart in the middle is in {@code dev.dromedary.faults}. */
class ProductsOutageIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int ROWS = 100_000;

    @TempDir
    private Path folder;

    private static void makeTable(ProductsSandbox sandbox) throws Exception {
        sandbox.sql(
                "create table products (ean text primary key, note text)",
                "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < " + ROWS + ")"
                        + " insert into products select printf('%013d', n), hex(randomblob(50)) from numbers");
    }

    @Test
    void sigtermWhileTheBrokerIsAwayEndsInTime() throws Exception {
        try (KafkaServer kafka = KafkaServer.launch()) {
            ProductsSandbox sandbox = ProductsSandbox.on(kafka, folder);
            sandbox.sql("create table products (ean text primary key)", "insert into products values ('1')");
            try (JarProcess run = sandbox.setup().start("run", "products")) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> sandbox.topic().count() == 1);
                kafka.stop();
                sandbox.sql("insert into products values ('2')");
                await().atMost(PATIENCE).until(() -> run.errors().contains("waits and tries again"));

                run.terminate();

                assertThat(run.awaitExit(Duration.ofSeconds(50)))
                        .as(run.errors())
                        .isZero();
                kafka.start();
            }
            assertThat(sandbox.runOnce().output()).startsWith("products: 1 stored");
            assertThat(sandbox.topic().count()).isEqualTo(2);
        }
    }

    @Test
    void withoutABrokerTheRunEndsWithThree() throws Exception {
        try (KafkaServer kafka = KafkaServer.launch()) {
            ProductsSandbox sandbox = ProductsSandbox.on(kafka, folder);
            makeTable(sandbox);
            kafka.stop();

            JarProcess run = sandbox.setup().with("STARTUP_TIMEOUT", "2s").run("run", "products", "--once");

            assertThat(run.exitCode()).as(run.errors()).isEqualTo(3);
            assertThat(run.errors().lines().filter(line -> line.startsWith("dromedary: ")))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains(kafka.bootstrapServers(), "startup.timeout"));
        }
    }

    @Test
    void aFileThatOthersLockAtWorkIsWaitedFor() throws Exception {
        ProductsSandbox sandbox = ProductsSandbox.in(folder);
        sandbox.sql("create table products (ean text primary key, note text)");
        try (JarProcess run = sandbox.setup().start("run", "products");
                Connection connection = sandbox.database();
                Statement statement = connection.createStatement()) {
            await().atMost(PATIENCE).until(() -> run.errors().contains("Started products"));
            await().atMost(PATIENCE)
                    .until(
                            () -> sandbox.query("select count(*) from sqlite_master where type = 'trigger'")
                                    .get(0),
                            "3"::equals);

            statement.execute("begin immediate");
            statement.execute("insert into products values ('1', 'locked')");
            statement.execute("commit");
            statement.execute("begin exclusive");
            await().atMost(PATIENCE).until(() -> sandbox.topic().count() == 1);
            statement.execute("insert into products values ('2', 'locked')");
            statement.execute("commit");
            await().atMost(PATIENCE).until(() -> sandbox.topic().count() == 2);

            run.terminate();
            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
        }
    }
}
