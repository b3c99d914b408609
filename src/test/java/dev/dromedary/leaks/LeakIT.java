package dev.dromedary.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.sandbox.Certificates;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.ProductSamples;
import dev.dromedary.sandbox.S3Server;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TopicReader;
import dev.dromedary.secrets.SecretsServer;
import dev.dromedary.tls.TlsContext;
import dev.dromedary.tls.Trust;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * Invariant 4 over all: the three pipelines by the real jar, with every kind of secret and personal values that are known,
 * over TLS, through failures. Then all that was said, shown and kept is searched for each of them.
 */
class LeakIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final JsonMapper JSON = new JsonMapper();

    /** Characters of a key of PagerDuty. */
    private static final int KEY = 32;

    /** Files that are there to hold a secret, each for its owner alone, and the source. */
    private static final Set<String> KEEPERS = Set.of(
            "products.csv",
            "masking.keyset",
            "letters.keyset",
            "kafka-password",
            "orders.camel.yaml",
            "me.p12",
            "port.p12",
            "port.key",
            "server.key",
            "broker.pem");

    /** As much as libraries log at debug, and nothing left out. */
    private static final String LOGBACK = """
            <configuration>
              <appender name="STDERR" class="ch.qos.logback.core.ConsoleAppender">
                <target>System.err</target>
                <encoder><pattern>%d %level %logger - %msg%n%ex</pattern></encoder>
              </appender>
              <root level="DEBUG"><appender-ref ref="STDERR"/></root>
            </configuration>
            """;

    private static final String ROUTE = """
            - route:
                id: send-orders
                description: Would send orders, with secrets written in two ways.
                from:
                  uri: direct:orders
                  steps:
                    - to:
                        uri: kafka:orders
                        parameters:
                          brokers: localhost:1
                          sslKeystorePassword: WRITTEN
                          saslJaasConfig: "{{orders.word}}"
            """;

    @TempDir
    private Path folder;

    private final Evidence evidence = new Evidence();
    private final LoginSamples samples = new LoginSamples(11);
    private final int port = LoopbackPorts.free();
    private final String name = "leaks-" + System.nanoTime();
    private final SecretsServer aws = new SecretsServer();
    private final PostgresServer postgres = PostgresServer.launch();
    private final String accessKey = secret("AWS secret access key", "-/+=");
    private final String token = secret("management token", "0123456789");
    private final S3Server s3 = S3Server.launch(accessKey);
    private final AlertReceivers receivers =
            new AlertReceivers(what -> known(what, (unique(what) + "0".repeat(KEY)).substring(0, KEY)));
    private KafkaServer kafka;
    private Certificates authority;
    private String queueUrl;
    private String database;
    private JarProcess.Setup setup;
    private final List<String> inRoute = new ArrayList<>();
    private int personal;

    /** The end shows what quoting does to signs. */
    private String secret(String what, String end) {
        return known(what, unique(what) + end);
    }

    /** In a user's own route. */
    private String ofRoute(String what) {
        String value = secret(what, "");
        inRoute.add(value);
        return value;
    }

    /** Camel shows routes in full to the user of the process, who can read their files; it is for others that they are not. */
    private String withoutRoute(String dump) {
        String text = dump;
        for (String value : inRoute) {
            assertThat(text).contains(value);
            text = text.replace(value, "");
        }
        return text;
    }

    private static String unique(String what) {
        return "hush" + Long.toString(System.nanoTime(), 36) + Integer.toString(Math.abs(what.hashCode()), 36);
    }

    /** Known to the search. */
    private String known(String what, String value) {
        evidence.secret(what, value);
        return value;
    }

    private String personal(String field) {
        return secret("raw " + field + " " + personal++, "");
    }

    @BeforeEach
    void prepare() throws Exception {
        authority = new Certificates(folder);
        String password = secret("warehouse password", "#'\"$\\");
        database = postgres.createDatabase("leaks");
        postgres.execute(
                database,
                "create role pipeline login; grant all on schema public to pipeline; alter role pipeline password '"
                        + password.replace("'", "''") + "'");
        postgres.secure(authority.issue("server", "127.0.0.1"), authority.authority());
        kafka = KafkaServer.launchSecured(authority.issue("broker", "127.0.0.1").both(), authority.authority());
        String kafkaPassword = secret("Kafka password", "\"\\{");
        kafka.addUser("dromedary", kafkaPassword);
        Files.writeString(folder.resolve("kafka-password"), kafkaPassword + "\n");
        String keyPassword = secret("key password", "");
        aws.with("prod/db", JSON.createObjectNode().put("password", password).toString());
        queueUrl = Sandbox.sqs().createQueue(name);
        s3.createBucket(name);
        KeysetFile.create(folder.resolve("masking.keyset"), KeysetKind.HMAC);
        KeysetFile.create(folder.resolve("letters.keyset"), KeysetKind.AES_GCM);
        for (String keyset : List.of("masking.keyset", "letters.keyset")) {
            for (JsonNode value : JSON.readTree(folder.resolve(keyset).toFile()).findValues("value")) {
                evidence.secret("key of " + keyset, value.asText());
            }
        }
        Files.writeString(folder.resolve("logback.xml"), LOGBACK);
        setup = JarProcess.Setup.in(folder)
                .withJvmOption("-Dlogback.configurationFile=" + folder.resolve("logback.xml"))
                .withSqs(Sandbox.sqs().endpoint().toString())
                .withS3(s3.endpoint())
                .with("AWS_SECRET_ACCESS_KEY", accessKey)
                .with("AWS_ENDPOINT_URL_SECRETS_MANAGER", aws.endpoint())
                .with("WAREHOUSE_URL", database)
                .with("WAREHOUSE_USER", "pipeline")
                .with("WAREHOUSE_PASSWORD", "{{aws:prod/db#password}}")
                .with("WAREHOUSE_TLS_TRUST", authority.authority().toString())
                .with(
                        "STATE_URL",
                        database + "?user=pipeline&password=" + URLEncoder.encode(password, StandardCharsets.UTF_8))
                .with("STATE_TLS_TRUST", authority.authority().toString())
                .with("DEAD_LETTERS_KEYSET", "letters.keyset")
                .with("MASKING_KEYSET", "masking.keyset")
                .with("KAFKA_BROKERS", kafka.saslServers())
                .with("KAFKA_SECURITY_PROTOCOL", "SASL_SSL")
                .with("KAFKA_USER", "dromedary")
                .with("KAFKA_PASSWORD_FILE", "kafka-password")
                .with("KAFKA_TLS_TRUST", authority.authority().toString())
                .with(
                        "KAFKA_TLS_CERTIFICATE",
                        authority.issue("me").pkcs12(keyPassword).toString())
                .with("KAFKA_TLS_KEY_PASSWORD", keyPassword)
                .with("MANAGEMENT_ENABLED", "true")
                .with("MANAGEMENT_PORT", Integer.toString(port))
                .with("MANAGEMENT_TOKEN", token)
                .with(
                        "MANAGEMENT_TLS_CERTIFICATE",
                        authority.issue("port", "127.0.0.1").pkcs12(keyPassword).toString())
                .with("MANAGEMENT_TLS_KEY_PASSWORD", keyPassword)
                .with("LOGINS_QUEUE", name)
                .with("PRODUCTS_CSV", "products.csv")
                .with("PRODUCTS_DATABASE", "products.db")
                .with("CATALOG_BUCKET", name)
                .with("CATALOG_LIST_INTERVAL", "500ms")
                .with("LOGINS_WAIT_TIME", "1s")
                .with("FAILURES_DELAY", "100ms")
                .with("FAILURES_MAX_DELAY", "1s")
                .with("FAILURES_CIRCUIT_FAILURES", "1")
                .with("STARTUP_TIMEOUT", "10s")
                .with("ORDERS_WORD", ofRoute("setting in a route"));
        setup = receivers.with(setup);
    }

    @AfterEach
    void close() {
        postgres.close();
        kafka.close();
        s3.close();
        aws.close();
        receivers.close();
    }

    /** Several at the same time. */
    private void runAll(List<List<String>> commands) {
        List<JarProcess> processes = commands.stream()
                .map(command -> setup.start(command.toArray(String[]::new)))
                .toList();
        for (int i = 0; i < processes.size(); i++) {
            processes.get(i).awaitExit(PATIENCE);
            keep(processes.get(i), String.join(" ", commands.get(i)));
        }
    }

    private JarProcess run(JarProcess.Setup how, String... arguments) {
        return keep(how.run(arguments), String.join(" ", arguments));
    }

    private JarProcess keep(JarProcess process, String what) {
        evidence.add("output of " + what + " " + process.pid(), process.output());
        evidence.add("errors of " + what + " " + process.pid(), process.errors());
        return process;
    }

    @Test
    void nothingThatIsSaidShownOrKeptHoldsASecretOrARawValue() throws Exception {
        sendLogins(40);
        writeProducts();
        putObjects();
        writeRoute();
        lookAround();
        sendUnstorable();
        failToStart();

        try (JarProcess process = setup.start("run")) {
            awaitStart(process);
            await().atMost(PATIENCE).until(() -> count("user_logins") == 40 && count("dead_letters") == 11);
            assertThat(new TopicReader(kafka, "product-updates").await(20, PATIENCE))
                    .hasSize(20);
            await().atMost(PATIENCE).until(() -> converted().size() == 2);
            failWhileRunning(process);
            evidence.add("JMX", withoutRoute(JmxDump.of(process.pid())));
            askThePort();
            run(setup, "status", "--json");
            process.terminate();
            assertThat(process.awaitExit(PATIENCE)).isZero();
            keep(process, "run");
        }
        receivers.addTo(evidence);
        JarProcess replay = run(setup.with("LOGGING_FORMAT", "json"), "dead-letters", "replay", "--pipeline", "logins");
        assertThat(replay.output()).as(said(replay)).contains("logins: 0 landed, 17 failed again");
        runAll(List.of(
                List.of("dead-letters", "list", "--all", "--json"),
                List.of("dead-letters", "list"),
                List.of("status")));

        evidence.addFiles(folder, KEEPERS);
        evidence.addRows("PostgreSQL", postgres.dataSource(database));
        new TopicReader(kafka, "product-updates")
                .read()
                .forEach(entry -> evidence.add("Kafka " + entry.key(), entry.toString()));
        converted().forEach((key, text) -> evidence.add("S3 " + key, text));
        assertThat(evidence.text("JMX")).contains("store-logins", "publish-products", "convert-catalog");
        assertThat(evidence.text("port /jolokia/read/org.apache.camel:*?ignoreErrors=true"))
                .contains("EndpointUri", "send-orders");
        assertThat(evidence.text("port dumpRoutesAsXml()")).contains("kafka:orders");
        assertThat(evidence.text("PostgreSQL table user_logins")).isNotEmpty();
        assertThat(evidence.text("PostgreSQL table alert_messages")).contains("circuit-open");
        evidence.assertNothingLeaked();
    }

    private static void awaitStart(JarProcess process) {
        await().atMost(PATIENCE).until(() -> process.errors().contains("Management on https://") || !process.isAlive());
        assertThat(process.isAlive()).as(said(process)).isTrue();
    }

    /** For a message: what a process has said but for the details. */
    private static String said(JarProcess process) {
        return process.errors()
                .lines()
                .filter(line ->
                        line.startsWith("dromedary:") || line.contains(" INFO dev.") || line.contains(" ERROR "))
                .collect(Collectors.joining("\n"));
    }

    private void sendLogins(int good) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < good; i++) {
            bodies.add(LoginSamples.json(login()));
        }
        for (String field : List.of("app_version", "user_id")) {
            Map<String, Object> bad = login();
            bad.put(field, personal(field).repeat(12));
            bodies.add(LoginSamples.json(bad));
        }
        Map<String, Object> nested = login();
        nested.put("ip", Map.of(personal("key of an ip"), personal("ip in an object")));
        bodies.add(LoginSamples.json(nested));
        bodies.add(personal("text") + " logged in from " + personal("ip in a text"));
        bodies.add("{\"" + personal("key") + "\": \"" + personal("value") + "\"}");
        bodies.add("[" + LoginSamples.json(login()) + "]");
        bodies.add(LoginSamples.json(login()).replaceFirst("\\{", "{\"ip\":\"" + personal("duplicated ip") + "\","));
        new MessageSender(Sandbox.sqs().client(), queueUrl).send(bodies);
    }

    /** One that the warehouse alone refuses, so that a preview would show it. */
    private void sendUnstorable() {
        Map<String, Object> bad = login();
        bad.put("device_type", personal("device_type") + "\u0000");
        new MessageSender(Sandbox.sqs().client(), queueUrl).send(List.of(LoginSamples.json(bad)));
    }

    /** One of whose row the server's own message would quote all. */
    private void sendForbidden() {
        String type = personal("device_type that is forbidden");
        postgres.execute(database, "alter table user_logins add check (device_type <> '" + type + "')");
        Map<String, Object> bad = login();
        bad.put("device_type", type);
        new MessageSender(Sandbox.sqs().client(), queueUrl).send(List.of(LoginSamples.json(bad)));
    }

    private Map<String, Object> login() {
        Map<String, Object> fields = samples.fields();
        fields.put("ip", personal("ip"));
        fields.put("device_id", personal("device_id"));
        return fields;
    }

    private void writeProducts() throws Exception {
        ProductSamples products = new ProductSamples(5);
        StringBuilder csv = new StringBuilder(products.header()).append('\n');
        for (int i = 0; i < 20; i++) {
            csv.append(products.row(i)).append('\n');
        }
        csv.append(personal("field of a ragged row")).append(",row\n");
        Files.writeString(folder.resolve("products.csv"), csv);
    }

    /** A user's own route with secrets, which Camel's MBeans quote. */
    private void writeRoute() throws IOException {
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(
                folder.resolve("routes/orders.camel.yaml"), ROUTE.replace("WRITTEN", ofRoute("word in a route")));
    }

    private void putObjects() {
        put("json/good.json", "{\"a\": 1}");
        put("json/other.json", "[1, 2]");
        put("json/cut.json", "{\"" + personal("key in an object") + "\": \"" + personal("value in an object"));
        put("json/word.json", "{\"a\": " + personal("word in an object") + "}");
    }

    private void put(String key, String text) {
        s3.client().putObject(request -> request.bucket(name).key(key), RequestBody.fromString(text));
    }

    private Map<String, String> converted() {
        S3Client client = s3.client();
        Map<String, String> objects = new LinkedHashMap<>();
        client.listObjectsV2(request -> request.bucket(name).prefix("xml/"))
                .contents()
                .forEach(object -> objects.put(
                        object.key(),
                        client.getObjectAsBytes(request -> request.bucket(name).key(object.key()))
                                        .asUtf8String()
                                + client.headObject(
                                                request -> request.bucket(name).key(object.key()))
                                        .metadata()));
        return objects;
    }

    private void lookAround() {
        runAll(List.of(
                List.of("validate"), List.of("routes", "export", "exported"), List.of("preview", "logins", "--json")));
    }

    /** Each in another way: what is wrong is a secret, or stands beside one. */
    private void failToStart() {
        assertRefused(setup.with("WAREHOUSE_PASSWORD", secret("wrong password", "")), "run", "logins");
        assertRefused(
                setup.with("STATE_URL", "jdbc:postgresql://h:x/y?password=" + secret("password in a URL", "")), "run");
        JarProcess test = run(setup.with("ALERTS_EMAIL_PASSWORD", secret("wrong mail password", "")), "alerts", "test");
        assertThat(test.output()).contains("slack: delivered", "email: not delivered", "http: not delivered");
        assertRefused(setup.with("KAFKA_TLS_KEY_PASSWORD", secret("wrong key password", "")), "run", "products");
    }

    private void assertRefused(JarProcess.Setup how, String... arguments) {
        JarProcess refused = run(how, arguments);
        assertThat(refused.exitCode()).as(said(refused)).isEqualTo(2);
    }

    private void failWhileRunning(JarProcess process) throws SQLException {
        postgres.stop();
        sendLogins(3);
        sendUnstorable();
        await().atMost(PATIENCE).until(() -> process.errors().contains("circuit open, its source pauses"));
        evidence.add("port while the database is down", get("/pipelines"));
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(receivers.received())
                .allSatisfy(messages -> assertThat(messages).contains("logins: a system that it needs")));
        postgres.start();
        sendForbidden();
        await().atMost(PATIENCE).until(() -> count("user_logins") == 43 && count("dead_letters") == 20);
    }

    private void askThePort() {
        for (String operation : List.of("dumpRoutesAsXml()", "dumpRestsAsXml()", "componentNames()")) {
            evidence.add("port " + operation, send("POST", "/jolokia", operation(operation)));
        }
        for (String path : List.of(
                "/pipelines",
                "/pipelines/" + name,
                "/runs/" + name,
                "/observe/metrics",
                "/observe/health",
                "/observe/health/ready",
                "/observe/info",
                "/jolokia/list",
                "/jolokia/search/*:*",
                "/jolokia/read/org.apache.camel:*?ignoreErrors=true",
                "/jolokia/read/dev.dromedary:*?ignoreErrors=true",
                "/jolokia/read/java.*:*?ignoreErrors=true")) {
            evidence.add("port " + path, get(path));
        }
    }

    private static String operation(String operation) {
        return "{\"type\":\"exec\",\"mbean\":\"org.apache.camel:context=dromedary,type=context,name=\\\"dromedary\\\"\","
                + "\"operation\":\"" + operation + "\"}";
    }

    private String get(String path) {
        return send("GET", path, "");
    }

    private String send(String method, String path, String body) {
        HttpClient client = HttpClient.newBuilder()
                .sslContext(TlsContext.trusting(Trust.of("x", authority.authority(), Optional.empty())))
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private long count(String table) {
        try (var connection = postgres.dataSource(database).getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*) from " + table)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            return 0;
        }
    }
}
