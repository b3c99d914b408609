package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.settings.Settings;
import dev.dromedary.watch.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines of a folder that is edited, in this process; the state that they write lies in the folder too. */
class WatchedRunTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final AtomicReference<Pipelines> pipelines = new AtomicReference<>();
    private PipelineRun run;

    @BeforeEach
    void prepare() throws IOException {
        Told.forget();
        write("orders", Told.route("orders", "orders"));
        write("bills", Told.route("bills", "bills"));
    }

    private void write(String pipeline, String text) throws IOException {
        Files.writeString(folder.resolve(pipeline + RouteFile.SUFFIX), text);
    }

    private Settings settings(RouteFolder routes) {
        return Settings.load(
                folder,
                Map.of(
                        "STATE_URL",
                        "jdbc:sqlite:" + folder.resolve("state.db"),
                        "DEAD_LETTERS_KEYSET",
                        folder.resolve("letters.keyset").toString(),
                        "WAREHOUSE_URL",
                        "jdbc:sqlite:" + folder.resolve("warehouse.db"),
                        "STARTUP_TIMEOUT",
                        "10m"),
                routes.placeholders());
    }

    private Edition edition(Snapshot snapshot) {
        RouteFolder routes = RouteFolder.open(Optional.of(snapshot.folder()));
        Set<String> present = new LinkedHashSet<>(List.of("orders", "bills"));
        present.retainAll(routes.pipelines());
        return new Edition(snapshot, routes, settings(routes), present, Map.of());
    }

    private CompletableFuture<Boolean> start() {
        RouteFolder routes = RouteFolder.open(Optional.of(folder));
        Attendant attendant = new Attendant() {
            @Override
            public void started(Pipelines started) {
                pipelines.set(started);
            }

            @Override
            public void close() {
                // Nothing to let go of.
            }
        };
        RouteWatch watch = new RouteWatch(folder, folder.resolve("application.properties"), this::edition);
        run = new PipelineRun(
                settings(routes),
                routes,
                new LinkedHashSet<>(List.of("orders", "bills")),
                false,
                List.of(attendant),
                Optional.of(watch));
        CompletableFuture<Boolean> result = CompletableFuture.supplyAsync(() -> {
            try {
                return run.run(new PrintStream(new ByteArrayOutputStream()));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        await().atMost(PATIENCE).until(() -> pipelines.get() != null);
        return result;
    }

    private void end(CompletableFuture<Boolean> result) throws Exception {
        run.stop();
        assertThat(result.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    /** An edit whose system is away waits for it; the one that comes after it does not. */
    @Test
    void whileAnEditWaitsForASystemAllElseGoesOn() throws Exception {
        Told.Source orders = Told.source("orders");
        Told.Source bills = Told.source("bills");
        CompletableFuture<Boolean> result = start();
        Told.source("far").away = true;
        write("orders", Told.route("orders", "far"));
        await().atMost(PATIENCE).until(() -> Told.source("far").looks.get() > 0);

        bills.failure.broken("bills", "a thread has ended");
        await().atMost(PATIENCE).until(() -> bills.starts.get() == 2);
        assertThat(pipelines.get().find("orders").orElseThrow().state()).isEqualTo(Pipeline.State.RUNNING);
        assertThat(orders.starts).hasValue(1);

        write("orders", Told.route("orders", "near"));
        await().atMost(PATIENCE).until(() -> Told.source("near").starts.get() == 1);
        assertThat(Told.source("far").starts).hasValue(0);
        assertThat(bills.starts).as("the state that it wrote is no edit").hasValue(2);
        end(result);
    }

    @Test
    void aRunEndsWhileAnEditWaitsForASystem() throws Exception {
        CompletableFuture<Boolean> result = start();
        Told.source("far").away = true;
        write("orders", Told.route("orders", "far"));
        await().atMost(PATIENCE).until(() -> Told.source("far").looks.get() > 0);

        end(result);

        assertThat(Told.source("far").starts).hasValue(0);
    }

    @Test
    void aRunOfWhichNoPipelineIsLeftWaitsForOne() throws Exception {
        CompletableFuture<Boolean> result = start();
        Files.delete(folder.resolve("orders" + RouteFile.SUFFIX));
        Files.delete(folder.resolve("bills" + RouteFile.SUFFIX));
        await().atMost(PATIENCE).until(() -> pipelines.get().all().isEmpty());
        assertThat(result).isNotDone();

        write("bills", Told.route("bills", "bills"));

        await().atMost(PATIENCE).until(() -> Told.source("bills").starts.get() == 2);
        end(result);
    }
}
