package dev.dromedary.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TcpProxy;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A real process, steered by its management port and looked at by {@code dromedary status}. */
class ManagementIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final int port = LoopbackPorts.free();
    private final HttpClient http = HttpClient.newHttpClient();
    private final LoginSamples samples = new LoginSamples(7);
    private int sent;
    private String queueUrl;
    private JarProcess.Setup setup;

    @BeforeEach
    void prepare() {
        String queue = "management-" + System.nanoTime();
        queueUrl = Sandbox.sqs().createQueue(queue);
        setup = JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .with("WAREHOUSE_URL", "jdbc:sqlite:data/warehouse.db")
                .with("MASKING_MODE", "sha256")
                .with("LOGINS_QUEUE", queue)
                .with("LOGINS_WAIT_TIME", "1s")
                .with("MANAGEMENT_ENABLED", "true")
                .with("MANAGEMENT_PORT", Integer.toString(port));
    }

    private void send(int count) {
        sent += count;
        new MessageSender(Sandbox.sqs().client(), queueUrl)
                .send(Stream.generate(samples::good).limit(count).toList());
    }

    private long rows() {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/warehouse.db"));
                var statement = connection.createStatement();
                ResultSet result = statement.executeQuery("select count(*) from user_logins")) {
            return result.getLong(1);
        } catch (SQLException e) {
            return 0;
        }
    }

    private int waiting() {
        return Integer.parseInt(Sandbox.sqs()
                .client()
                .getQueueAttributes(request ->
                        request.queueUrl(queueUrl).attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    private HttpResponse<String> call(String method, String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private String token() throws IOException {
        return Files.readString(folder.resolve("data/management.token")).strip();
    }

    private JsonNode get(String path) throws IOException {
        HttpResponse<String> response = call("GET", path, token());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    private JsonNode post(String path, int code) throws IOException {
        HttpResponse<String> response = call("POST", path, token());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(code);
        return JSON.readTree(response.body());
    }

    private static void awaitStarted(JarProcess process) {
        await().atMost(PATIENCE).until(() -> process.errors().contains("Management on"));
    }

    @Test
    void aRunningPipelineIsPausedAndGoesOn() throws Exception {
        try (JarProcess process = setup.start("run", "logins")) {
            awaitStarted(process);
            send(30);
            await().atMost(PATIENCE).until(() -> rows() == 30);

            assertThat(post("/pipelines/logins/pause", 200).get("state").asText())
                    .isEqualTo("paused");
            send(20);
            await().atMost(PATIENCE).until(() -> waiting() == 20);
            assertThat(get("/pipelines/logins").at("/waiting/0/count").asInt()).isEqualTo(20);
            assertThat(rows()).isEqualTo(30);

            assertThat(post("/pipelines/logins/resume", 200).get("state").asText())
                    .isEqualTo("running");
            await().atMost(PATIENCE).until(() -> rows() == 50 && waiting() == 0);
            assertThat(post("/pipelines/logins/run", 409).get("error").asText()).contains("runs continuously");

            JarProcess status = setup.run("status");
            assertThat(status.output()).contains("logins", "running", "closed", "0 messages");
            assertThat(status.exitCode()).as(status.output()).isZero();

            process.terminate();
            assertThat(process.awaitExit(PATIENCE)).isZero();
        }
        JsonNode stored =
                JSON.readTree(setup.run("status", "logins", "--json").output()).get(0);
        assertThat(stored.get("state").asText()).isEqualTo("stopped");
        assertThat(stored.at("/lastRun/outcome").asText()).isEqualTo("done");
        assertThat(stored.at("/lastRun/stored").asInt()).isEqualTo(50);
        assertThat(stored.at("/waiting/0/count").asInt()).isZero();
    }

    @Test
    void whoAsksForARunCanAskWhatBecameOfIt() throws Exception {
        try (JarProcess process = setup.with("LOGINS_SCHEDULE", "on-request").start("run", "logins")) {
            awaitStarted(process);
            send(25);
            assertThat(get("/pipelines/logins").get("state").asText()).isEqualTo("idle");

            String first = post("/pipelines/logins/run", 202).get("id").asText();
            assertThat(post("/pipelines/logins/run", 409).get("error").asText()).isEqualTo("logins is running");
            await().atMost(PATIENCE)
                    .until(() -> get("/runs/" + first).get("outcome").asText().equals("done"));
            JsonNode run = get("/runs/" + first);
            assertThat(run.get("stored").asInt()).isEqualTo(25);
            assertThat(run.get("cause").asText()).isEqualTo("request");
            assertThat(rows()).isEqualTo(25);

            new MessageSender(Sandbox.sqs().client(), queueUrl).send(List.of("{\"foo\": 1}"));
            String second = post("/pipelines/logins/run", 202).get("id").asText();
            await().atMost(PATIENCE)
                    .until(() -> get("/runs/" + second).get("outcome").asText().equals("done"));
            assertThat(get("/runs/" + second).get("deadLetters").asInt()).isEqualTo(1);

            JarProcess status = setup.run("status");
            assertThat(status.output())
                    .contains("idle", "! logins: 1 dead letter: dead-letters list --pipeline logins");
            assertThat(status.exitCode()).isEqualTo(1);
        }
    }

    @Test
    void nobodySteersWithoutTheToken() throws Exception {
        try (JarProcess process = setup.start("run", "logins")) {
            awaitStarted(process);

            assertThat(PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(folder.resolve("data/management.token"))))
                    .isEqualTo("rw-------");
            assertThat(call("GET", "/pipelines", null).statusCode()).isEqualTo(401);
            assertThat(call("POST", "/pipelines/logins/pause", token() + "x").statusCode())
                    .isEqualTo(401);
            assertThat(get("/pipelines/logins").get("state").asText()).isEqualTo("running");
            assertThat(call("GET", "/pipelines/login", token()).body()).contains("did you mean \\\"logins\\\"?");
            assertThat(call("GET", "/pipelines/logins/pause", token()).statusCode())
                    .isEqualTo(405);
            assertThat(process.errors()).doesNotContain(token());

            JarProcess second = setup.run("run", "logins");
            assertThat(second.exitCode()).isEqualTo(2);
            assertThat(second.errors().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith("dromedary: management.port: 127.0.0.1:" + port + " is in use");
        }
    }

    @Test
    void theSourcePausesWhileTheWarehouseIsGone() throws Exception {
        String warehouse = Sandbox.postgres().createDatabase("management_" + System.nanoTime());
        try (TcpProxy proxy = TcpProxy.before(
                        URI.create(warehouse.substring("jdbc:".length())).getPort());
                JarProcess process = setup.withWarehouse(proxy.by(warehouse), Sandbox.postgres())
                        .with("FAILURES_DELAY", "100ms")
                        .with("FAILURES_MAX_DELAY", "1s")
                        .start("run", "logins")) {
            awaitStarted(process);
            post("/pipelines/logins/pause", 200);
            post("/pipelines/logins/resume", 200);
            proxy.cut();
            send(100);
            await().atMost(PATIENCE).until(() -> get("/pipelines/logins")
                    .at("/circuit/state")
                    .asText()
                    .matches("open|half-open"));
            assertThat(get("/pipelines/logins").at("/circuit/why").asText()).startsWith("warehouse: ");
            await().atMost(PATIENCE).until(() -> process.errors().contains("circuit open, its source pauses"));
            awaitNoReceiver();
            send(500);
            await().atMost(PATIENCE).until(() -> waiting() >= 500);

            proxy.restore();

            await().atMost(PATIENCE).until(() -> waiting() == 0);
            await().atMost(PATIENCE)
                    .until(() -> get("/pipelines/logins").at("/run/stored").asInt() == sent);
            assertThat(get("/pipelines/logins").at("/circuit/state").asText()).isEqualTo("closed");
        }
    }

    /** A receiver that was asking when the circuit opened may still take what comes within its wait. */
    private void awaitNoReceiver() {
        send(1);
        await().atMost(PATIENCE).pollInterval(Duration.ofSeconds(1)).until(() -> {
            if (waiting() > 0) {
                return true;
            }
            send(1);
            return false;
        });
    }

    @Test
    void aKilledProcessIsMissed() throws Exception {
        try (JarProcess process = setup.with("PROGRESS_INTERVAL", "1s").start("run", "logins")) {
            awaitStarted(process);
            process.kill();
        }
        await().atMost(PATIENCE).untilAsserted(() -> {
            JarProcess status = setup.run("status", "logins");
            assertThat(status.output()).contains("stopped", "lost", "! logins: its last run was not ended: process");
            assertThat(status.exitCode()).isEqualTo(1);
        });
    }

    @Test
    void pipelinesRunByTheClock() {
        send(5);
        try (JarProcess process = setup.with("LOGINS_SCHEDULE", "*/2 * * * * ?").start("run", "logins")) {
            await().atMost(PATIENCE).until(() -> rows() == 5);
            await().atMost(PATIENCE).until(() -> process.errors().contains("(schedule) done"));
            send(5);
            await().atMost(PATIENCE).until(() -> rows() == 10);
        }
    }

    @Test
    void wrongUseIsToldInOneLine() {
        for (List<String> bad : List.of(
                List.of("LOGINS_SCHEDULE", "0 25 * * *", "dromedary: logins.schedule is \"0 25 * * *\""),
                List.of("LOGINS_AFTER", "login", "dromedary: logins.after names login, which does not run"),
                List.of("MANAGEMENT_TOKEN", "short", "dromedary: management.token is too short"),
                List.of("MANAGEMENT_ADDRESS", "192.0.2.1", "dromedary: management"))) {
            JarProcess process = setup.with(bad.get(0), bad.get(1)).run("run", "logins");
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(process.errors().lines().filter(line -> line.startsWith("dromedary:")))
                    .singleElement()
                    .asString()
                    .startsWith(bad.get(2));
        }
    }
}
