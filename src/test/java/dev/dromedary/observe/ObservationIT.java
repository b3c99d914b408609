package dev.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.ProductSamples;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TcpProxy;
import dev.dromedary.tracing.SpanCollector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real process tells of itself, while it works, waits, is reloaded and ends. */
class ObservationIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int GOOD = 100;
    private static final int ROWS = 50;
    private static final String API_KEY = "collector-key-4711";

    /** The networks of the samples' addresses: what must be seen nowhere. */
    private static final String CANARY = "198.51.";

    @TempDir
    private Path folder;

    private final int port = LoopbackPorts.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private final String name = "observe_" + System.nanoTime();
    private final LoginSamples samples = new LoginSamples(11);

    private JarProcess.Setup setup() {
        return JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .with("WAREHOUSE_URL", "jdbc:sqlite:data/warehouse.db")
                .with("MASKING_MODE", "sha256")
                .with("LOGINS_QUEUE", name)
                .with("LOGINS_WAIT_TIME", "1s")
                .with("FAILURES_DELAY", "100ms")
                .with("FAILURES_MAX_DELAY", "1s")
                .with("OBSERVE_INTERVAL", "1s")
                .with("MANAGEMENT_ENABLED", "true")
                .with("MANAGEMENT_PORT", Integer.toString(port));
    }

    private void send(String queueUrl, Stream<String> bodies) {
        new MessageSender(Sandbox.sqs().client(), queueUrl).send(bodies.toList());
    }

    private HttpResponse<String> get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private int code(String path) {
        return get(path).statusCode();
    }

    private Metrics metrics() {
        HttpResponse<String> response = get("/observe/metrics");
        assertThat(response.statusCode()).isEqualTo(200);
        return new Metrics(response.body());
    }

    private void awaitAnswer(JarProcess process) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .until(() -> {
                    assertThat(process.isAlive()).as(process.errors()).isTrue();
                    return code("/observe/health/live") == 200;
                });
    }

    // ------------------------------------------------------------------------------------------- a working process

    @Test
    void allThatHappensIsSeen() throws Exception {
        String queueUrl = Sandbox.sqs().createQueue(name);
        new ProductSamples(3).write(folder.resolve("products.csv"), ROWS);
        String warehouse = Sandbox.postgres().createDatabase(name);
        int database = URI.create(warehouse.substring("jdbc:".length())).getPort();
        try (TcpProxy proxy = TcpProxy.before(database);
                SpanCollector collector = SpanCollector.start();
                JarProcess process = setup().withWarehouse(proxy.by(warehouse), Sandbox.postgres())
                        .with("KAFKA_BROKERS", Sandbox.kafka().bootstrapServers())
                        .with("KAFKA_POSITIONS_TOPIC", name + "-positions")
                        .with("PRODUCTS_TOPIC", name)
                        .with("PRODUCTS_TRANSACTIONAL_ID", name)
                        .with("PRODUCTS_CSV", "products.csv")
                        .with("PRODUCTS_DATABASE", "products.db")
                        .with("PRODUCTS_SCHEDULE", "*/3 * * * * ?")
                        .with("TRACING_ENABLED", "true")
                        .with("TRACING_ENDPOINT", collector.endpoint())
                        .with("TRACING_HEADERS", "Api-Key=" + API_KEY)
                        .start("run", "logins", "products")) {
            awaitAnswer(process);
            send(queueUrl, Stream.generate(samples::good).limit(GOOD));
            send(queueUrl, Stream.generate(samples::bad).limit(LoginSamples.badKinds()));

            await().atMost(PATIENCE).untilAsserted(() -> {
                assertThat(process.isAlive()).as(process.errors()).isTrue();
                assertCounts(metrics());
            });
            assertThat(code("/observe/health/ready")).isEqualTo(200);
            assertBounded(metrics());
            assertOpenMetrics();
            // The watermark is known when a run of products has ended, and sources have been asked after it.
            await().atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(metrics().names()).containsAll(WatchedFiles.metrics()));

            proxy.cut();
            send(queueUrl, Stream.generate(samples::good).limit(GOOD));
            await().atMost(PATIENCE).until(() -> code("/observe/health/ready") == 503);
            assertDown();
            proxy.restore();
            await().atMost(PATIENCE).until(() -> code("/observe/health/ready") == 200);
            await().atMost(PATIENCE).until(() -> metrics().of("logins", "dromedary_records_stored_total") == 2 * GOOD);
            assertThat(metrics().value("dromedary_circuit_state", "pipeline=\"logins\"", "state=\"closed\""))
                    .isEqualTo(1);

            process.terminate();
            assertThat(process.awaitExit(PATIENCE)).as(process.errors()).isZero();
            assertTraced(collector);
            assertThat(process.errors()).doesNotContain(API_KEY, CANARY);
        }
    }

    private static void assertCounts(Metrics metrics) {
        int bad = LoginSamples.badKinds();
        assertThat(metrics.of("logins", "dromedary_records_received_total")).isEqualTo(GOOD + bad);
        assertThat(metrics.of("logins", "dromedary_records_stored_total")).isEqualTo(GOOD);
        assertThat(metrics.of("logins", "dromedary_records_duplicate_total")).isZero();
        assertThat(letters(metrics, "malformed")).isPositive();
        assertThat(letters(metrics, "invalid")).isPositive();
        assertThat(letters(metrics, "malformed") + letters(metrics, "invalid") + letters(metrics, "refused"))
                .isEqualTo(bad);
        assertThat(metrics.of("logins", "dromedary_dead_letters_open")).isEqualTo(bad);
        assertThat(metrics.of("logins", "dromedary_batch_records_sum")).isEqualTo(GOOD + bad);
        assertThat(metrics.of("logins", "dromedary_batch_records_count"))
                .isEqualTo(metrics.of("logins", "dromedary_batch_duration_seconds_count"));
        assertThat(metrics.of("logins", "dromedary_record_latency_seconds_count"))
                .isEqualTo(GOOD + bad);
        assertThat(metrics.value("dromedary_record_latency_seconds_bucket", "pipeline=\"logins\"", "le=\"+Inf\""))
                .isEqualTo(GOOD + bad);
        assertThat(metrics.of("logins", "dromedary_record_latency_seconds_sum")).isBetween(0.001, 60.0 * (GOOD + bad));
        assertThat(metrics.of("logins", "dromedary_records_in_flight")).isZero();
        assertThat(metrics.of("logins", "dromedary_lag_records")).isZero();
        assertThat(metrics.of("logins", "dromedary_source_up")).isEqualTo(1);
        assertThat(metrics.of("logins", "dromedary_pipeline_up")).isEqualTo(1);
        assertThat(metrics.value("dromedary_pipeline_state", "pipeline=\"logins\"", "state=\"running\""))
                .isEqualTo(1);
        assertThat(metrics.of("products", "dromedary_records_stored_total")).isEqualTo(ROWS);
        assertThat(metrics.of("products", "dromedary_watermark_sequence")).isNotNegative();
        assertThat(metrics.value("dromedary_runs_total", "outcome=\"done\"", "pipeline=\"products\""))
                .isPositive();
        assertThat(metrics.of("products", "dromedary_last_run_success")).isEqualTo(1);
        assertThat(metrics.of("products", "dromedary_last_run_end_timestamp_seconds"))
                .isGreaterThan(metrics.value("process_start_time_seconds"));
        assertThat(metrics.of("products", "dromedary_next_run_timestamp_seconds"))
                .isGreaterThan(metrics.value("process_start_time_seconds"));
        assertThat(metrics.value(
                        "dromedary_route_exchanges_total",
                        "outcome=\"completed\"",
                        "pipeline=\"logins\"",
                        "route=\"store-logins\""))
                .isEqualTo(metrics.of("logins", "dromedary_batch_records_count"));
        assertThat(metrics.value("dromedary_ready")).isEqualTo(1);
        assertThat(metrics.text()).contains("dromedary_build_info{", "jvm_gc_pause_seconds_count");
    }

    private static double letters(Metrics metrics, String reason) {
        return metrics.value("dromedary_dead_letters_total", "pipeline=\"logins\"", "reason=\"" + reason + "\"");
    }

    /** Names of pipelines, routes and states, and nothing that grows with the records. */
    private static void assertBounded(Metrics metrics) {
        assertThat(metrics.labels())
                .isSubsetOf("pipeline", "reason", "state", "outcome", "route", "le", "version", "java");
        assertThat(metrics.values("pipeline")).containsExactlyInAnyOrder("logins", "products");
        assertThat(metrics.values("reason")).containsExactlyInAnyOrder("malformed", "invalid", "refused", "error");
        assertThat(metrics.values("outcome")).containsExactlyInAnyOrder("done", "interrupted", "failed", "completed");
        assertThat(metrics.values("state"))
                .containsExactlyInAnyOrder("idle", "running", "paused", "stopped", "closed", "open", "half-open");
        assertThat(metrics.size()).isLessThan(250);
        assertThat(metrics.text()).doesNotContain(CANARY);
    }

    private void assertOpenMetrics() {
        HttpResponse<String> open = get("/observe/metrics", "Accept", "application/openmetrics-text; version=1.0.0");
        assertThat(open.headers().firstValue("Content-Type").orElseThrow()).startsWith("application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n").contains("# TYPE dromedary_records_stored counter");
        HttpResponse<String> text = get("/observe/metrics");
        assertThat(text.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/plain; version=0.0.4");
        assertThat(text.body()).contains("# TYPE dromedary_records_stored_total counter");
    }

    private void assertDown() throws IOException {
        JsonNode ready = JSON.readTree(get("/observe/health/ready").body());
        assertThat(ready.get("status").asText()).isEqualTo("DOWN");
        JsonNode logins = check(ready, "logins");
        assertThat(logins.get("status").asText()).isEqualTo("DOWN");
        assertThat(logins.at("/down/0/why").asText()).startsWith("warehouse: ");
        assertThat(logins.at("/down/0/since").asText()).startsWith("20");
        assertThat(check(ready, "products").get("status").asText()).isEqualTo("UP");
        assertThat(code("/observe/health/live"))
                .as("a process that waits lives")
                .isEqualTo(200);
        assertThat(code("/observe/health")).isEqualTo(503);
        Metrics metrics = metrics();
        assertThat(metrics.value("dromedary_circuit_state", "pipeline=\"logins\"", "state=\"closed\""))
                .isZero();
        assertThat(metrics.of("logins", "dromedary_pipeline_up")).isZero();
        assertThat(metrics.of("products", "dromedary_pipeline_up")).isEqualTo(1);
        assertThat(metrics.value("dromedary_ready")).isZero();
        assertThat(metrics.of("logins", "dromedary_records_in_flight")).isPositive();
    }

    private static JsonNode check(JsonNode health, String name) {
        for (JsonNode check : health.get("checks")) {
            if (check.get("name").asText().equals(name)) {
                return check;
            }
        }
        throw new AssertionError("no check " + name + " in " + health);
    }

    private static void assertTraced(SpanCollector collector) {
        List<SpanCollector.SpanSeen> logins = collector.spans().stream()
                .filter(span -> span.name().equals("logins batch"))
                .toList();
        assertThat(sum(logins, "dromedary.records.stored")).isEqualTo(2 * GOOD);
        assertThat(sum(logins, "dromedary.dead_letters")).isEqualTo(LoginSamples.badKinds());
        assertThat(logins).allSatisfy(span -> {
            assertThat(span.attributes()).containsEntry("dromedary.pipeline", "logins");
            assertThat(span.attributes()).containsEntry("dromedary.outcome", "settled");
        });
        assertThat(collector.spans()).extracting(SpanCollector.SpanSeen::name).contains("products batch");
        assertThat(collector.raw()).contains("service.name", "dromedary").doesNotContain(CANARY);
        assertThat(collector.apiKeys()).isNotEmpty().containsOnly(API_KEY);
    }

    private static long sum(List<SpanCollector.SpanSeen> spans, String attribute) {
        return spans.stream()
                .mapToLong(span -> (Long) span.attributes().getOrDefault(attribute, 0L))
                .sum();
    }

    // -------------------------------------------------------------------------------------- a process that waits

    @Test
    void probesAreAnsweredWhileSystemsAreWaitedFor() throws Exception {
        int nobody = LoopbackPorts.free();
        try (JarProcess process = setup().with("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:" + nobody)
                .with("OBSERVE_OPEN", "false")
                .start("run", "logins")) {
            await().atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                    .until(() -> code("/observe/health/live") == 401);
            String token = "Bearer "
                    + Files.readString(folder.resolve("data/management.token")).strip();
            assertThat(get("/observe/health/live", "Authorization", token).statusCode())
                    .isEqualTo(200);
            await().atMost(PATIENCE).until(() -> get("/observe/health/ready", "Authorization", token)
                    .body()
                    .contains("queue " + name + ": "));
            HttpResponse<String> ready = get("/observe/health/ready", "Authorization", token);
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(check(JSON.readTree(ready.body()), "process")
                            .get("state")
                            .asText())
                    .isEqualTo("starting");
            assertThat(get("/observe/metrics", "Authorization", token).body()).contains("dromedary_ready 0.0");
            assertThat(get("/pipelines", "Authorization", token).statusCode()).isEqualTo(503);

            process.terminate();
            assertThat(process.awaitExit(PATIENCE)).as(process.errors()).isZero();
        }
    }

    // -------------------------------------------------------------------------------- a process that is reloaded

    @Test
    void countersGoOnOverAReloadAndLinesAreJson() throws Exception {
        String queueUrl = Sandbox.sqs().createQueue(name);
        setup().run("routes", "export", "routes");
        try (JarProcess process = setup().with("LOGGING_FORMAT", "json")
                .with("PROGRESS_INTERVAL", "1s")
                .start("run", "logins", "--watch")) {
            awaitAnswer(process);
            send(queueUrl, Stream.generate(samples::good).limit(GOOD));
            await().atMost(PATIENCE).until(() -> metrics().of("logins", "dromedary_records_stored_total") == GOOD);

            Path route = folder.resolve("routes/logins.camel.yaml");
            Files.writeString(route, Files.readString(route).replaceFirst("batchSize: .*", "batchSize: 50"));
            await().atMost(PATIENCE).until(() -> process.errors().contains("Reloaded logins"));
            send(queueUrl, Stream.generate(samples::good).limit(GOOD));
            await().atMost(PATIENCE).until(() -> metrics().of("logins", "dromedary_records_stored_total") == 2 * GOOD);
            assertThat(metrics().of("logins", "dromedary_batch_records_sum")).isEqualTo(2 * GOOD);

            process.terminate();
            assertThat(process.awaitExit(PATIENCE)).as(process.errors()).isZero();
            List<JsonNode> lines = new ArrayList<>();
            for (String line : process.errors().lines().toList()) {
                lines.add(JSON.readTree(line));
            }
            assertThat(lines).allSatisfy(line -> assertThat(line.has("message")
                            && line.has("level")
                            && line.has("logger")
                            && line.get("@timestamp").asText().endsWith("Z"))
                    .as("%s", line)
                    .isTrue());
            Map<String, Set<String>> pipelines = lines.stream()
                    .filter(line -> line.has("pipeline"))
                    .collect(Collectors.groupingBy(
                            line -> line.get("pipeline").asText(),
                            Collectors.mapping(line -> line.get("logger").asText(), Collectors.toSet())));
            assertThat(pipelines).containsOnlyKeys("logins");
            assertThat(pipelines.get("logins")).contains("dev.dromedary.pipeline.Progress");
        }
    }

    @Test
    void wrongUseIsToldInOneLine() {
        for (List<String> bad : List.of(
                List.of("TRACING_ENDPOINT", "nonsense", "dromedary: tracing.endpoint: nonsense is no URL such as http"),
                List.of("TRACING_HEADERS", "secret-without-name", "dromedary: tracing.headers is not of the form"),
                List.of("LOGGING_FORMAT", "xml", "dromedary: environment variable LOGGING_FORMAT"))) {
            JarProcess process = setup().with("TRACING_ENABLED", "true")
                    .with(bad.get(0), bad.get(1))
                    .run("run", "logins", "--once");
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(process.errors().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith(bad.get(2))
                    .doesNotContain("secret-without-name");
        }
    }
}
