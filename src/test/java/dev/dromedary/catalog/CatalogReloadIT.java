package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.JarProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route is swapped while objects come and are converted: each is converted once in the end. */
class CatalogReloadIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int SWAPS = 3;

    @TempDir
    private Path folder;

    @Test
    void nothingIsLostOrDoubledWhileRoutesAreSwapped() throws Exception {
        try (CatalogSandbox sandbox = CatalogSandbox.in(folder)) {
            sandbox.setup().run("routes", "export", "routes");
            AtomicBoolean enough = new AtomicBoolean();
            try (JarProcess run =
                    sandbox.setup().with("CATALOG_LIST_INTERVAL", "1s").start("run", "catalog", "--watch")) {
                await().atMost(PATIENCE).until(() -> run.errors().contains("Started catalog"));
                CompletableFuture<List<String>> putting = CompletableFuture.supplyAsync(() -> put(sandbox, enough));
                await().atMost(PATIENCE).until(() -> !sandbox.keys("xml/").isEmpty());
                for (int swap = 1; swap <= SWAPS; swap++) {
                    edit(swap);
                    awaitReloads(run, swap);
                    assertThat(putting)
                            .as("objects come while routes are swapped")
                            .isNotDone();
                }
                enough.set(true);
                List<String> expected = putting.get();
                await().atMost(PATIENCE).until(() -> sandbox.keys("xml/").size() >= expected.size());
                run.terminate();

                assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
                assertThat(sandbox.keys("xml/")).containsExactlyInAnyOrderElementsOf(expected);
                assertThat(sandbox.ledger(State.COMPLETED)).hasSize(expected.size());
                assertThat(run.errors())
                        .contains("catalog: " + expected.size() + " stored, 0 duplicates, 0 dead letters")
                        .doesNotContain("\tat ");
                System.out.printf("CatalogReloadIT: %d swaps while %d objects came%n", SWAPS, expected.size());
            }
        }
    }

    private static List<String> put(CatalogSandbox sandbox, AtomicBoolean enough) {
        List<String> outputs = new ArrayList<>();
        while (!enough.get()) {
            String name = "object-" + outputs.size();
            sandbox.put("json/" + name + ".json", "[" + outputs.size() + "]");
            outputs.add("xml/" + name + ".xml");
        }
        return outputs;
    }

    private void edit(int swap) throws Exception {
        Path file = folder.resolve("routes/catalog.camel.yaml");
        Files.writeString(file, Files.readString(file) + "# edit " + swap + "\n");
    }

    private static void awaitReloads(JarProcess run, int number) {
        await().atMost(PATIENCE)
                .until(() -> run.errors()
                                        .lines()
                                        .filter(line -> line.contains("Reloaded catalog in "))
                                        .count()
                                >= number
                        || !run.isAlive());
        assertThat(run.isAlive()).as(run.errors()).isTrue();
    }
}
