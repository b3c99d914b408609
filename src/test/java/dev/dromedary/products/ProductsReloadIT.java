package dev.dromedary.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.TopicReader.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route is swapped while rows are written and published: each is in the topic once in the end. */
class ProductsReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SWAPS = 3;
    private static final int CHUNK = 100;
    private static final int MOST_WAITING = 1_000;

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOrDoubledWhileRoutesAreSwapped() throws Exception {
        ProductsSandbox sandbox = ProductsSandbox.in(folder);
        sandbox.sql(
                "pragma journal_mode = wal",
                "create table products (ean integer primary key, note text)",
                "insert into products values (0, 'first')");
        sandbox.setup().run("routes", "export", "routes");
        AtomicBoolean enough = new AtomicBoolean();
        try (JarProcess run = sandbox.setup().with("PRODUCTS_PAGE_SIZE", "100").start("run", "products", "--watch")) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> sandbox.topic().count() == 1);
            CompletableFuture<Integer> writing = CompletableFuture.supplyAsync(() -> write(sandbox, enough));
            for (int swap = 1; swap <= SWAPS; swap++) {
                edit(swap);
                awaitReloads(run, swap);
                assertThat(writing)
                        .as("rows are written while routes are swapped")
                        .isNotDone();
            }
            enough.set(true);
            int rows = writing.get() + 1;
            awaitRows(sandbox, run, rows);
            run.terminate();

            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
            List<String> keys = sandbox.published().stream().map(Entry::key).toList();
            assertThat(keys).doesNotHaveDuplicates().hasSize(rows);
            assertThat(run.errors()).contains(", 0 duplicates, 0 dead letters").doesNotContain("\tat ");
            System.out.printf("ProductsReloadIT: %d swaps while %d rows were published%n", SWAPS, rows);
        }
    }

    private static void awaitRows(ProductsSandbox sandbox, JarProcess run, int rows) throws Exception {
        try {
            await().atMost(PATIENCE)
                    .until(() -> !run.isAlive() || sandbox.topic().count() >= rows);
            assertThat(run.isAlive()).as(run.errors()).isTrue();
        } catch (ConditionTimeoutException e) {
            Set<String> published = sandbox.published().stream().map(Entry::key).collect(Collectors.toSet());
            List<String> missing = IntStream.range(0, rows)
                    .mapToObj(Integer::toString)
                    .filter(key -> !published.contains(key))
                    .toList();
            throw new AssertionError(
                    missing.size() + " of " + rows + " missing: " + missing.subList(0, Math.min(100, missing.size()))
                            + "\n" + run.errors(),
                    e);
        }
    }

    private static int write(ProductsSandbox sandbox, AtomicBoolean enough) {
        int rows = 0;
        try (Connection connection = sandbox.database();
                PreparedStatement insert = connection.prepareStatement("insert into products values (?, 'a note')")) {
            connection.createStatement().execute("pragma busy_timeout = 30000");
            while (!enough.get()) {
                insert.setInt(1, ++rows);
                insert.executeUpdate();
                while (rows % CHUNK == 0 && !enough.get() && waiting(connection) > MOST_WAITING) {
                    TimeUnit.MILLISECONDS.sleep(10);
                }
            }
            return rows;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static int waiting(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select count(*) from products_changes")) {
            return row.getInt(1);
        }
    }

    private void edit(int swap) throws Exception {
        Path file = folder.resolve("routes/products.camel.yaml");
        Files.writeString(file, Files.readString(file) + "# edit " + swap + "\n");
    }

    private static void awaitReloads(JarProcess run, int number) {
        await().atMost(PATIENCE)
                .until(() -> run.errors()
                                        .lines()
                                        .filter(line -> line.contains("Reloaded products in "))
                                        .count()
                                >= number
                        || !run.isAlive());
        assertThat(run.isAlive()).as(run.errors()).isTrue();
    }
}
