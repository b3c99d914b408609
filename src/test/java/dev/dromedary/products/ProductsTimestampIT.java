package dev.dromedary.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TopicReader.Entry;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The capture by timestamps, from a table of PostgreSQL that is not altered. */
class ProductsTimestampIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private final PostgresServer postgres = Sandbox.postgres();
    private ProductsSandbox sandbox;
    private JarProcess.Setup setup;
    private String url;

    @BeforeEach
    void makeTable() throws SQLException {
        sandbox = ProductsSandbox.in(folder);
        url = postgres.createDatabase("shop_" + System.nanoTime());
        setup = sandbox.setup()
                .with("PRODUCTS_DATABASE", url)
                .with("PRODUCTS_USER", postgres.user())
                .with("PRODUCTS_PASSWORD", postgres.password())
                .with("PRODUCTS_TABLE", "shop.articles")
                .with("PRODUCTS_KEY", "id")
                .with("PRODUCTS_CAPTURE", "timestamp")
                .with("PRODUCTS_TIMESTAMP", "changed");
        execute(
                "create schema shop; create table shop.articles (id bigint primary key, name text, price numeric(10, 2),"
                        + " changed timestamptz not null default clock_timestamp())");
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = postgres.dataSource(url).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void rowsKeepTheirFormAndARunFindsWhatIsNew() throws Exception {
        execute(
                "insert into shop.articles values (9007199254740993, 'größe \"L\"', 125.10, '2026-01-01T00:00:00.123456Z'),"
                        + " (2, null, null, '2026-01-01T00:00:00.123456Z')");

        JarProcess first = setup.run("run", "products", "--once");

        assertThat(first.exitCode()).as(first.errors()).isZero();
        assertThat(sandbox.published())
                .extracting(Entry::key, Entry::value)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(
                                "9007199254740993",
                                "{\"id\":9007199254740993,\"name\":\"größe \\\"L\\\"\",\"price\":125.10,"
                                        + "\"changed\":\"2026-01-01T00:00:00.123456+00:00\"}"),
                        org.assertj.core.groups.Tuple.tuple(
                                "2",
                                "{\"id\":2,\"name\":null,\"price\":null,"
                                        + "\"changed\":\"2026-01-01T00:00:00.123456+00:00\"}"));
        assertThat(setup.run("run", "products", "--once").output()).startsWith("products: 0 stored");
        execute("insert into shop.articles values (3, 'c', 3, '2026-01-01T00:00:00.123456Z')");
        execute("update shop.articles set price = 4, changed = '2026-01-02T00:00:00Z' where id = 2");

        assertThat(setup.run("run", "products", "--once").output()).startsWith("products: 2 stored");
        assertThat(sandbox.published())
                .extracting(Entry::key)
                .containsExactlyInAnyOrder("9007199254740993", "2", "2", "3");
    }

    @Test
    void aRowThatIsCommittedAfterLaterOnesIsPublishedOnce() throws Exception {
        try (JarProcess run = setup.start("run", "products");
                Connection slow = postgres.dataSource(url).getConnection();
                Statement statement = slow.createStatement()) {
            slow.setAutoCommit(false);
            statement.execute("insert into shop.articles (id, name) values (1, 'begun first, committed last')");
            execute("insert into shop.articles (id, name) values (2, 'later')");
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> sandbox.topic().count() == 1);

            slow.commit();

            await().atMost(PATIENCE).until(() -> sandbox.topic().count() == 2);
            execute("insert into shop.articles (id, name) values (3, 'last')");
            await().atMost(PATIENCE).until(() -> sandbox.topic().count() == 3);
            run.terminate();
            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
        }
        assertThat(setup.run("run", "products", "--once").output()).startsWith("products: 0 stored");
        assertThat(sandbox.published()).extracting(Entry::key).containsExactlyInAnyOrder("1", "2", "3");
    }

    @Test
    void triggersAreRefusedForIt() {
        JarProcess run = setup.with("PRODUCTS_CAPTURE", "changes").run("run", "products", "--once");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).contains("dromedary: ").contains("products.capture=timestamp");
    }
}
