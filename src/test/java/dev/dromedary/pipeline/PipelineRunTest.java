package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.settings.Settings;
import dev.dromedary.status.LiveStatus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pipelines of a folder in this process, with sources that do what they are told. */
class PipelineRunTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private final AtomicReference<Pipelines> pipelines = new AtomicReference<>();

    @BeforeEach
    void prepare() {
        Told.forget();
    }

    private Told.Source source(String name) throws IOException {
        Files.writeString(folder.resolve(name + RouteFile.SUFFIX), Told.route(name, name));
        return Told.source(name);
    }

    private PipelineRun run(boolean once, Map<String, String> environment, String... names) {
        RouteFolder routes = RouteFolder.open(Optional.of(folder));
        Map<String, String> all = new HashMap<>(environment);
        all.put("STATE_URL", "jdbc:sqlite:" + folder.resolve("state.db"));
        all.put("DEAD_LETTERS_KEYSET", folder.resolve("letters.keyset").toString());
        all.put("WAREHOUSE_URL", "jdbc:sqlite:" + folder.resolve("warehouse.db"));
        Settings settings = Settings.load(folder, all, routes.placeholders());
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
        return new PipelineRun(
                settings, routes, new LinkedHashSet<>(List.of(names)), once, List.of(attendant), Optional.empty());
    }

    private static CompletableFuture<Boolean> inBackground(PipelineRun run) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return run.run(new PrintStream(new ByteArrayOutputStream()));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private Pipeline pipeline(String name) {
        await().atMost(PATIENCE).until(() -> pipelines.get() != null);
        return pipelines.get().find(name).orElseThrow();
    }

    @Test
    void aPipelineThatCannotBeStartedIsStartedAgain() throws Exception {
        Told.Source source = source("orders");
        source.failingStarts = 2;
        PipelineRun run = run(false, Map.of(), "orders");
        CompletableFuture<Boolean> result = inBackground(run);

        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);
        assertThat(source.starts).hasValue(3);
        run.stop();
        assertThat(result.get()).isTrue();
    }

    @Test
    void aPipelineThatBreaksIsStartedAgainAndTheOthersGoOn() throws Exception {
        Told.Source orders = source("orders");
        Told.Source bills = source("bills");
        PipelineRun run = run(false, Map.of(), "orders", "bills");
        CompletableFuture<Boolean> result = inBackground(run);
        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);
        String before = pipeline("bills").current().orElseThrow().id();

        orders.failure.broken("orders", "a thread has ended");

        await().atMost(PATIENCE).until(() -> orders.starts.get() == 2);
        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);
        assertThat(pipelines.get().lastEnded("orders").orElseThrow().detail()).contains("a thread has ended");
        assertThat(bills.starts).hasValue(1);
        assertThat(pipeline("bills").current()).map(Run::id).contains(before);
        run.stop();
        assertThat(result.get()).isTrue();
    }

    @Test
    void aPausedPipelineThatBreaksIsStartedAgainWhenItIsResumed() throws Exception {
        Told.Source source = source("orders");
        PipelineRun run = run(false, Map.of(), "orders");
        CompletableFuture<Boolean> result = inBackground(run);
        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);

        pipeline("orders").pause();
        source.failure.broken("orders", "a thread has ended");
        await().atMost(PATIENCE).until(() -> pipeline("orders").current().isEmpty());
        assertThat(pipeline("orders").state()).isEqualTo(Pipeline.State.PAUSED);
        pipeline("orders").resume();

        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);
        assertThat(source.starts).hasValue(2);
        run.stop();
        assertThat(result.get()).isTrue();
    }

    /** As Hawtio does it; a run that is to end when its source is empty does not take that for its end. */
    @Test
    void aPipelineWhoseRouteIsStoppedByJmxDoesNotRun() throws Exception {
        Told.Source source = source("orders");
        PipelineRun run = run(true, Map.of(), "orders");
        CompletableFuture<Boolean> result = inBackground(run);
        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);

        operate("stop");
        assertThat(pipeline("orders").state()).isEqualTo(Pipeline.State.STOPPED);
        ObjectNode report;
        try (LiveStatus status = new LiveStatus(pipelines.get(), Optional.empty(), PATIENCE)) {
            report = status.one(pipeline("orders"));
        }
        assertThat(report.get("state").asText()).isEqualTo("stopped");
        assertThat(report.at("/needs/0").asText()).startsWith("its route read-orders was stopped: start it");
        source.dry = true;
        operate("start");
        assertThat(source.starts).as("not ended meanwhile").hasValue(2);

        assertThat(result.get()).isTrue();
    }

    @Test
    void aPipelineWhoseRouteIsSuspendedByJmxIsPaused() throws Exception {
        source("orders");
        PipelineRun run = run(false, Map.of(), "orders");
        CompletableFuture<Boolean> result = inBackground(run);
        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);

        operate("suspend");
        assertThat(pipeline("orders").state()).isEqualTo(Pipeline.State.PAUSED);
        assertThat(pipeline("orders").halt().orElseThrow().why()).contains("read-orders was suspended: resume it");
        operate("resume");

        assertThat(pipeline("orders").state()).isEqualTo(Pipeline.State.RUNNING);
        run.stop();
        assertThat(result.get()).isTrue();
    }

    private static void operate(String operation) throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        Set<ObjectName> routes =
                server.queryNames(new ObjectName("org.apache.camel:type=routes,name=\"read-orders\",*"), null);
        assertThat(routes).hasSize(1);
        server.invoke(routes.iterator().next(), operation, new Object[0], new String[0]);
    }

    @Test
    void oneRunsAfterTheOther() throws Exception {
        Told.Source orders = source("orders");
        Told.Source bills = source("bills");
        PipelineRun run = run(true, Map.of("BILLS_AFTER", "orders"), "orders", "bills");
        CompletableFuture<Boolean> result = inBackground(run);
        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);
        assertThat(bills.starts).hasValue(0);

        orders.dry = true;
        await().atMost(PATIENCE).until(() -> bills.starts.get() == 1);
        assertThat(result).isNotDone();
        bills.dry = true;

        assertThat(result.get()).isTrue();
    }

    @Test
    void whatWasMissedIsMadeGood() throws Exception {
        Told.Source orders = source("orders");
        Map<String, String> hourly = Map.of("ORDERS_SCHEDULE", "0 * * * *");
        PipelineRun first = run(false, hourly, "orders");
        CompletableFuture<Boolean> result = inBackground(first);
        assertThat(pipeline("orders").state()).isEqualTo(Pipeline.State.IDLE);
        Run asked = pipelines.get().request(pipeline("orders"));
        orders.dry = true;
        await().atMost(PATIENCE)
                .until(() ->
                        pipelines.get().run(asked.id()).orElseThrow().ended().isPresent());
        first.stop();
        assertThat(result.get()).isTrue();
        assertThat(orders.starts).hasValue(1);

        backdate("orders", Duration.ofHours(5));
        pipelines.set(null);
        orders.dry = false;
        PipelineRun second = run(false, hourly, "orders");
        result = inBackground(second);
        await().atMost(PATIENCE).until(() -> orders.starts.get() == 2);
        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);
        assertThat(pipeline("orders").current()).map(Run::cause).contains("schedule");
        second.stop();
        assertThat(result.get()).isTrue();
    }

    @Test
    void aRunThatWasCutOffIsMadeGood() throws Exception {
        Told.Source orders = source("orders");
        Map<String, String> hourly = Map.of("ORDERS_SCHEDULE", "0 * * * *");
        PipelineRun first = run(false, hourly, "orders");
        CompletableFuture<Boolean> result = inBackground(first);
        Pipeline idle = pipeline("orders");
        Run cut = pipelines.get().request(idle);
        first.stop();
        assertThat(result.get()).isTrue();

        pipelines.set(null);
        PipelineRun second = run(false, hourly, "orders");
        result = inBackground(second);
        await().atMost(PATIENCE).until(() -> pipeline("orders").state() == Pipeline.State.RUNNING);
        assertThat(pipelines.get().run(cut.id()).orElseThrow().outcome()).isEqualTo(Outcome.INTERRUPTED);
        second.stop();
        assertThat(result.get()).isTrue();
    }

    /** The process ended when its predecessor had, and it had not begun. */
    @Test
    void aFollowerThatDidNotGetToBeginIsMadeGood() throws Exception {
        Told.Source orders = source("orders");
        source("bills");
        Map<String, String> settings = Map.of("ORDERS_SCHEDULE", "on-request", "BILLS_AFTER", "orders");
        PipelineRun first = run(false, Map.of("ORDERS_SCHEDULE", "on-request"), "orders");
        CompletableFuture<Boolean> result = inBackground(first);
        Pipeline idle = pipeline("orders");
        orders.dry = true;
        Run done = pipelines.get().request(idle);
        await().atMost(PATIENCE)
                .until(() ->
                        pipelines.get().run(done.id()).orElseThrow().ended().isPresent());
        first.stop();
        assertThat(result.get()).isTrue();

        pipelines.set(null);
        PipelineRun second = run(false, settings, "orders", "bills");
        result = inBackground(second);
        await().atMost(PATIENCE).until(() -> pipeline("bills").state() == Pipeline.State.RUNNING);
        assertThat(pipeline("bills").current()).map(Run::cause).contains("after orders");
        second.stop();
        assertThat(result.get()).isTrue();

        // It was cut off in its turn.
        pipelines.set(null);
        Told.source("bills").dry = true;
        PipelineRun third = run(false, settings, "orders", "bills");
        result = inBackground(third);
        await().atMost(PATIENCE)
                .until(() -> pipelines.get() != null
                        && pipelines.get().lastEnded("bills").map(Run::outcome).equals(Optional.of(Outcome.DONE)));
        third.stop();
        assertThat(result.get()).isTrue();

        pipelines.set(null);
        Told.source("bills").dry = false;
        PipelineRun fourth = run(false, settings, "orders", "bills");
        result = inBackground(fourth);
        assertThat(pipeline("bills").state()).as("once").isEqualTo(Pipeline.State.IDLE);
        fourth.stop();
        assertThat(result.get()).isTrue();
    }

    private void backdate(String pipeline, Duration age) throws Exception {
        try (var connection = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state.db"));
                var statement =
                        connection.prepareStatement("update runs set started = started - ? where pipeline = ?")) {
            statement.setLong(1, age.toMillis());
            statement.setString(2, pipeline);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    @AfterEach
    void everyRunHasEnded() {
        await().atMost(PATIENCE).until(() -> Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .noneMatch(Set.of("run-orders-1", "run-bills-1")::contains));
    }
}
