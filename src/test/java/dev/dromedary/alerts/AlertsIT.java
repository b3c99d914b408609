package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.dromedary.sandbox.Certificates;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.Sandbox;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running jar whose surroundings go wrong, and receivers that really receive. */
class AlertsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String IP = "203.0.113.77";

    @TempDir
    private Path folder;

    private AlertsSandbox sandbox;

    @BeforeEach
    void open() {
        sandbox = new AlertsSandbox(folder);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private static void awaitStarted(JarProcess process) {
        await().atMost(PATIENCE).until(() -> process.errors().contains("Alerts go to"));
    }

    private void awaitTold(String... messages) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(sandbox.told()).startsWith(messages));
    }

    /** No message waits: a kill between its delivery and that would tell it once more, with the same id. */
    private void awaitNoted() {
        await().atMost(PATIENCE).untilAsserted(() -> {
            try (Connection state = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/state.db"));
                    Statement statement = state.createStatement();
                    ResultSet messages = statement.executeQuery("select count(*) from alert_messages")) {
                assertThat(messages.getInt(1)).isZero();
            }
        });
    }

    /** Exactly this was told of a rule. */
    private void awaitToldOf(String rule, String... states) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(sandbox.notices())
                .filteredOn(notice -> notice.get("rule").asText().equals(rule))
                .extracting(notice -> notice.get("state").asText())
                .containsExactly(states));
    }

    @Test
    void everyReceiverIsToldOfEachAlertOnceAndWhenItIsOver() throws Exception {
        GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        mail.start();
        JarProcess.Setup setup = sandbox.setup()
                .with("ALERTS_SLACK", "true")
                .with("ALERTS_SLACK_URL", sandbox.receiver().url("/slack/" + AlertsSandbox.SLACK_SECRET))
                .with("ALERTS_PAGERDUTY", "true")
                .with("ALERTS_PAGERDUTY_URL", sandbox.receiver().url("/pagerduty"))
                .with("ALERTS_PAGERDUTY_KEY", AlertsSandbox.KEY)
                .with("ALERTS_EMAIL", "true")
                .with("ALERTS_EMAIL_SERVER", "127.0.0.1:" + mail.getSmtp().getPort())
                .with("ALERTS_EMAIL_SECURITY", "none")
                .with("ALERTS_EMAIL_FROM", "dromedary@example.com")
                .with("ALERTS_EMAIL_TO", "ops@example.com")
                .with("ALERTS_DEAD_LETTERS", "3")
                .with("ALERTS_LAG_FOR", "1s")
                .with("LOGINS_ALERT_LAG", "50")
                .with("LOGINS_RECEIVERS", "1")
                .with("LOGINS_WORKERS", "1")
                .with("LOGINS_BATCH_SIZE", "10")
                .with("LOGINS_ALERT_NO_DATA", "6s");
        try (JarProcess process = setup.start("run", "logins")) {
            awaitStarted(process);
            sandbox.sendGood(20);

            sandbox.whileTheTableIsLocked(() -> {
                sandbox.sendGood(200);
                awaitToldOf("lag", "firing");
            });
            awaitToldOf("lag", "firing", "resolved");

            sandbox.send(
                    Stream.generate(() -> "{\"ip\": \"" + IP + "\"}").limit(4).toList());
            awaitToldOf("dead-letters", "firing");
            JarProcess discard = setup.run("dead-letters", "discard", "--pipeline", "logins", "--why", "a test");
            assertThat(discard.exitCode()).as(discard.errors()).isZero();
            awaitToldOf("dead-letters", "firing", "resolved");

            sandbox.warehouse().cut();
            sandbox.sendGood(5);
            awaitToldOf("circuit-open", "firing");
            sandbox.warehouse().restore();
            awaitToldOf("circuit-open", "firing", "resolved");

            await().atMost(PATIENCE).until(() -> sandbox.told().contains("firing logins no-data"));
            sandbox.sendGood(1);
            await().atMost(PATIENCE).until(() -> sandbox.told().contains("resolved logins no-data"));
            awaitToldOf("lag", "firing", "resolved");
            awaitToldOf("dead-letters", "firing", "resolved");

            await().atMost(PATIENCE).until(() -> sandbox.received("/slack/").size() >= 8);
            assertThat(sandbox.received("/slack/"))
                    .extracting(json -> json.get("text").asText())
                    .anySatisfy(text -> assertThat(text)
                            .startsWith(":red_circle: *CRITICAL dromedary: logins circuit open*\nlogins: a system that"
                                    + " it needs has been down since "));
            await().atMost(PATIENCE).until(() -> sandbox.received("/pagerduty").size() >= 8);
            assertThat(sandbox.received("/pagerduty"))
                    .extracting(json -> json.get("event_action").asText() + " "
                            + json.get("dedup_key").asText())
                    .contains(
                            "trigger dromedary/logins/circuit-open",
                            "resolve dromedary/logins/circuit-open",
                            "trigger dromedary/logins/dead-letters");
            await().atMost(PATIENCE).until(() -> mail.getReceivedMessages().length >= 8);
            for (MimeMessage message : mail.getReceivedMessages()) {
                assertThat(message.getContent().toString())
                        .contains("pipeline  logins")
                        .doesNotContain(IP);
            }
            assertThat(sandbox.receiver().bodies())
                    .allSatisfy(body -> assertThat(body).doesNotContain(IP));
            assertThat(process.errors())
                    .doesNotContain(IP, AlertsSandbox.SLACK_SECRET, AlertsSandbox.KEY, AlertsSandbox.HTTP_SECRET);
            process.terminate();
            assertThat(process.awaitExit(PATIENCE)).isZero();
        } finally {
            mail.stop();
        }
    }

    @Test
    void aRestartTellsNothingTwiceAndForgetsNothing() throws Exception {
        JarProcess.Setup setup =
                sandbox.setup().with("ALERTS_DEAD_LETTERS", "0").with("PROGRESS_INTERVAL", "1s");
        try (JarProcess process = setup.start("run", "logins")) {
            awaitStarted(process);
            sandbox.send(List.of("{\"foo\": 1}"));
            awaitTold("firing logins dead-letters");
            awaitNoted();
            process.kill();
        }
        try (JarProcess process = setup.start("run", "logins")) {
            awaitStarted(process);
            awaitTold("firing logins dead-letters", "firing logins run-failed");
            assertThat(sandbox.notices().get(1).get("summary").asText())
                    .startsWith("logins: its last run was not ended: process ");
            awaitNoted();
            process.kill();
        }
        assertThat(setup.run("dead-letters", "discard", "--pipeline", "logins", "--why", "a test")
                        .exitCode())
                .isZero();
        sandbox.receiver().answer(503);
        try (JarProcess process = setup.start("run", "logins")) {
            await().atMost(PATIENCE).until(() -> process.errors()
                    .contains("Alerts do not reach http, trying until they do: it answers 503"));
            sandbox.sendGood(5);
            await().atMost(PATIENCE).until(() -> sandbox.told().size() > 4);
            process.kill();
        }
        int refused = sandbox.told().size() - 2;
        sandbox.receiver().answer(200);
        try (JarProcess process = setup.start("run", "logins")) {
            await().atMost(PATIENCE).until(() -> sandbox.receiver().requests().size() > 2 + refused);
            awaitStarted(process);
            assertThat(sandbox.told().subList(2, sandbox.told().size()))
                    .as("the same one, until it was taken")
                    .containsOnly("resolved logins dead-letters");
            assertThat(sandbox.notices().subList(2, sandbox.told().size()).stream()
                            .map(notice -> notice.get("id").asText())
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void ofTwoProcessesOneTells() throws Exception {
        JarProcess.Setup setup = sandbox.shared(false).with("ALERTS_REPEAT", "4s");
        Path other = Files.createDirectory(folder.resolve("other"));
        setup.run("keys", "new", "--kind", "dead-letters", "letters.keyset");
        Files.copy(folder.resolve("letters.keyset"), other.resolve("letters.keyset"));
        try (JarProcess one = setup.start("run", "logins");
                JarProcess two = setup.inside(other).start("run", "logins")) {
            awaitStarted(one);
            awaitStarted(two);
            sandbox.warehouse().cut();
            await().atMost(PATIENCE).until(() -> {
                sandbox.sendGood(20);
                return Stream.of(one, two).allMatch(process -> process.errors().contains("circuit open"));
            });
            await().atMost(PATIENCE).until(() -> sandbox.told().size() >= 2);
            one.kill();
            await().atMost(PATIENCE).until(() -> sandbox.told().size() >= 3);
            sandbox.warehouse().restore();
            await().atMost(PATIENCE).until(() -> sandbox.told().contains("resolved logins circuit-open"));

            List<String> told = sandbox.told().stream()
                    .filter(message -> message.endsWith("circuit-open"))
                    .toList();
            assertThat(told).startsWith("firing logins circuit-open").endsWith("resolved logins circuit-open");
            assertThat(told.subList(1, told.size() - 1)).isNotEmpty().containsOnly("repeated logins circuit-open");
            // What the killed process had told and not noted is told again, with the same id.
            Map<String, Long> byId = new LinkedHashMap<>();
            sandbox.notices().stream()
                    .filter(notice -> !notice.get("state").asText().equals("resolved")
                            && notice.get("rule").asText().equals("circuit-open"))
                    .forEach(notice -> byId.put(
                            notice.get("id").asText(),
                            Instant.parse(notice.get("at").asText()).toEpochMilli()));
            List<Long> times = List.copyOf(byId.values());
            for (int i = 1; i < times.size(); i++) {
                assertThat(times.get(i) - times.get(i - 1)).isGreaterThanOrEqualTo(4000);
            }
        }
    }

    @Test
    void anAlertIsToldOfThoughTheStateIsDownToo() throws Exception {
        JarProcess.Setup setup = sandbox.shared(true);
        setup.run("keys", "new", "--kind", "dead-letters", "letters.keyset");
        try (JarProcess process = setup.start("run", "logins")) {
            awaitStarted(process);
            sandbox.warehouse().cut();
            sandbox.sendGood(20);
            awaitTold("firing logins circuit-open");
            assertThat(process.errors()).contains("The state takes no alerts, so this process tells of them by itself");

            sandbox.warehouse().restore();
            awaitTold("firing logins circuit-open", "resolved logins circuit-open");
        }
    }

    @Test
    void aRunHasFailedAndTheNextGoesWell() throws Exception {
        int port = LoopbackPorts.free();
        Path routes = Files.createDirectory(folder.resolve("routes"));
        // What is rejected is stored nowhere, and goes back to the queue.
        String broken = Files.readString(Path.of("src/main/resources/routes/logins.camel.yaml"))
                .replaceAll("(?s)        - to:\\s+description: Keep what was rejected.*", "");
        Files.writeString(routes.resolve("logins.camel.yaml"), broken);
        JarProcess.Setup setup = sandbox.setup()
                .with("LOGINS_SCHEDULE", "on-request")
                .with("MANAGEMENT_ENABLED", "true")
                .with("MANAGEMENT_PORT", Integer.toString(port));
        try (JarProcess process = setup.start("run", "logins")) {
            awaitStarted(process);
            await().atMost(PATIENCE).until(() -> process.errors().contains("Management on"));
            sandbox.send(List.of("{\"ip\": \"" + IP + "\"}"));
            request(port);
            awaitTold("firing logins run-failed");
            assertThat(sandbox.notices().get(0).get("summary").asText())
                    .isEqualTo("logins: its last run failed: records went back to their source; the log says why");

            Sandbox.sqs().client().purgeQueue(purge -> purge.queueUrl(sandbox.queueUrl()));
            sandbox.sendGood(3);
            request(port);
            awaitTold("firing logins run-failed", "resolved logins run-failed");
            assertThat(sandbox.notices().get(1).get("key"))
                    .isEqualTo(sandbox.notices().get(0).get("key"));
        }
    }

    private void request(int port) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/pipelines/logins/run"))
                .header(
                        "Authorization",
                        "Bearer "
                                + Files.readString(folder.resolve("data/management.token"))
                                        .strip())
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        assertThat(HttpClient.newHttpClient()
                        .send(request, HttpResponse.BodyHandlers.discarding())
                        .statusCode())
                .isEqualTo(202);
    }

    @Test
    void receiversAreTriedOutAndUsersAddTheirOwn() throws Exception {
        JarProcess first = sandbox.setup()
                .with("ALERTS_SLACK", "true")
                .with("ALERTS_SLACK_URL", "http://127.0.0.1:" + LoopbackPorts.free() + "/" + AlertsSandbox.SLACK_SECRET)
                .run("alerts", "test");
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.output().lines())
                .containsExactlyInAnyOrder("slack: not delivered: its server is not reached", "http: delivered");
        assertThat(first.errors()).isEmpty();
        assertThat(sandbox.told()).containsExactly("firing none test", "resolved none test");

        Path routes = Files.createDirectory(folder.resolve("routes"));
        Files.writeString(routes.resolve("alerts.camel.yaml"), """
                - errorHandler:
                    noErrorHandler: {}
                - beans:
                    - name: notice-json
                      type: dev.dromedary.alerts.NoticeJson
                - route:
                    id: archive-alerts
                    description: Appends what is over to a file.
                    from:
                      uri: alerts:archive
                      steps:
                        - filter:
                            expression:
                              simple:
                                expression: "${header.state} == 'resolved'"
                            steps:
                              - bean:
                                  description: Write it as JSON.
                                  ref: notice-json
                                  method: write
                              - to:
                                  uri: file:archive
                                  parameters:
                                    fileName: alerts.jsonl
                                    fileExist: Append
                                    appendChars: "\\n"
                """);
        JarProcess validated = sandbox.setup().run("validate", "routes");
        assertThat(validated.exitCode())
                .as(validated.output() + validated.errors())
                .isZero();
        JarProcess second = sandbox.setup().run("alerts", "test");
        assertThat(second.output()).as(second.errors()).isEqualTo("archive: delivered\n");
        assertThat(Files.readString(folder.resolve("archive/alerts.jsonl")).lines())
                .singleElement()
                .asString()
                .contains("\"state\":\"resolved\"");
    }

    @Test
    void mailsGoOutEncryptedToAServerThatIsTrusted() throws Exception {
        Certificates certificates = new Certificates(folder);
        try (StartTlsMailServer mail =
                new StartTlsMailServer(certificates.issue("mail", "127.0.0.1").pkcs12("changeit"), "changeit")) {
            JarProcess.Setup setup = sandbox.setup()
                    .with("ALERTS_HTTP", "false")
                    .with("ALERTS_EMAIL", "true")
                    .with("ALERTS_EMAIL_SERVER", "127.0.0.1:" + mail.port())
                    .with("ALERTS_EMAIL_FROM", "dromedary@example.com")
                    .with("ALERTS_EMAIL_TO", "ops@example.com");
            assertThat(setup.run("alerts", "test").output()).startsWith("email: not delivered");
            assertThat(mail.mails()).isEmpty();

            JarProcess trusting = setup.withJvmOption(
                            "-Djavax.net.ssl.trustStore=" + certificates.authority("changeit"))
                    .withJvmOption("-Djavax.net.ssl.trustStorePassword=changeit")
                    .run("alerts", "test");
            assertThat(trusting.output()).as(trusting.errors()).isEqualTo("email: delivered\n");
            assertThat(mail.mails())
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("Subject: INFO dromedary: none test", "This is a test, nothing is wrong");
        }
    }

    @Test
    void wrongUseIsToldInOneLine() {
        JarProcess.Setup setup = sandbox.setup();
        for (List<String> bad : List.of(
                List.of(
                        "ALERTS_HTTP_URL",
                        "host/" + AlertsSandbox.HTTP_SECRET,
                        "dromedary: alerts.http-url is no address"),
                List.of("ALERTS_EMAIL", "true", "dromedary: alerts.email is true, and alerts.email-server is not set"),
                List.of("ALERTS_LINK", "grafana", "dromedary: alerts.link is \"grafana\""),
                List.of("LOGINS_ALERT_LAG", "many", "dromedary: environment variable LOGINS_ALERT_LAG"))) {
            JarProcess process = setup.with(bad.get(0), bad.get(1)).run("run", "logins");
            assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
            assertThat(process.errors()).doesNotContain(AlertsSandbox.HTTP_SECRET);
            assertThat(process.errors().lines().toList())
                    .singleElement()
                    .asString()
                    .startsWith(bad.get(2));
        }
    }
}
