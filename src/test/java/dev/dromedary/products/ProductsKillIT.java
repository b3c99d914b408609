package dev.dromedary.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.JarProcess;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 1 and 2: the jar is killed again and again while it publishes a table, and then while it publishes a change
 * of every row; who reads what is committed sees each exactly once, and in order for each key. {@code -Dfaults.rounds} and
 * {@code -Dfaults.seed} repeat a run. (Kills at each stage, and what else can fail, are in {@code dev.dromedary.faults}.)
 */
class ProductsKillIT {

    private static final int ROUNDS = Integer.getInteger("faults.rounds", 8);
    private static final long SEED = Long.getLong("faults.seed", System.nanoTime());
    private static final int ROWS = 200_000;
    private static final int PAGE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private ProductsSandbox sandbox;

    @Test
    void everyChangeIsSeenOnceAndInOrderWhateverIsKilledWhen() throws Exception {
        sandbox = ProductsSandbox.in(folder);
        makeTable();
        JarProcess.Setup changes = sandbox.setup().with("PRODUCTS_PAGE_SIZE", Integer.toString(PAGE));

        int killed = killAtWork(changes, ROUNDS / 2, 0);
        finish(changes);
        expect(Map.of("read", 1));
        sandbox.sql("update products set version = 2");
        killed += killAtWork(changes, ROUNDS - ROUNDS / 2, sandbox.committedEnd());
        finish(changes);

        expect(Map.of("read", 1, "update", 2));
        assertThat(killed).as("seed %d: rounds killed in the middle", SEED).isGreaterThanOrEqualTo(ROUNDS / 4);
        System.out.printf("ProductsKillIT: %d of %d rounds killed at work, seed %d%n", killed, ROUNDS, SEED);
    }

    /** The same for the capture that remembers what it has sent; with one timestamp for all rows. */
    @Test
    void rowsOfOneTimestampAreSeenOnceWhateverIsKilledWhen() throws Exception {
        sandbox = ProductsSandbox.in(folder);
        makeTable();
        JarProcess.Setup timestamps = sandbox.setup()
                .with("PRODUCTS_PAGE_SIZE", Integer.toString(PAGE))
                .with("PRODUCTS_CAPTURE", "timestamp");

        int killed = killAtWork(timestamps, Math.min(6, ROUNDS), 0);
        finish(timestamps);

        expect(Map.of("update", 1));
        assertThat(killed).as("seed %d: rounds killed in the middle", SEED).isPositive();
    }

    private void makeTable() throws SQLException {
        sandbox.sql(
                "create table products (ean text primary key, version integer, lastUpdated text)",
                "with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < " + ROWS + ")"
                        + " insert into products select printf('%013d', n), 1, '2026-01-01T00:00:00.000Z' from numbers");
    }

    /** @return how many rounds were killed with a part published and a part not */
    private int killAtWork(JarProcess.Setup setup, int rounds, long base) throws InterruptedException {
        int killed = 0;
        for (int round = 0; round < rounds; round++) {
            long before = sandbox.topicEnd();
            try (JarProcess run = setup.start("run", "products")) {
                if (round % 4 == 0) {
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500));
                } else {
                    long more = random.nextInt(ROWS / rounds);
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> sandbox.topicEnd() > before + more
                                    || !run.isAlive()
                                    || sandbox.committedEnd() >= base + ROWS);
                }
                assertThat(run.isAlive()).as("seed %d: %s", SEED, run.errors()).isTrue();
                run.kill();
            }
            long now = sandbox.committedEnd();
            if (now > base && now < base + ROWS) {
                killed++;
            }
        }
        return killed;
    }

    private void finish(JarProcess.Setup setup) {
        JarProcess rest = setup.run("run", "products", "--once");
        assertThat(rest.exitCode()).as("seed %d: %s", SEED, rest.errors()).isZero();
    }

    /** Each key has the given operations with the given versions, once each, and in the order of the versions. */
    private void expect(Map<String, Integer> versions) {
        Map<String, Integer> last = new HashMap<>();
        long[] count = {0};
        sandbox.topic().stream(record -> {
            count[0]++;
            String operation =
                    new String(record.headers().lastHeader("operation").value());
            int version = versions.getOrDefault(operation, -1);
            assertThat(record.value())
                    .as("seed %d", SEED)
                    .startsWith("{\"ean\":\"" + record.key() + "\",\"version\":" + version + ",");
            Integer before = last.put(record.key(), version);
            assertThat(before == null ? 0 : before)
                    .as("seed %d: version before the one of %s", SEED, record.key())
                    .isEqualTo(version - 1);
        });
        assertThat(count[0]).as("seed %d", SEED).isEqualTo((long) ROWS * versions.size());
        assertThat(last).hasSize(ROWS);
    }
}
