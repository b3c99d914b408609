package dev.dromedary.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.tools.attach.VirtualMachine;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real process and its MBeans: by JMX as the machine's user, and by HTTP as the policy lets. */
class JolokiaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String LOGINS = "dev.dromedary:type=Pipeline,name=logins";
    private static final String CONTEXT = "org.apache.camel:context=dromedary,type=context,name=\"dromedary\"";
    private static final String ROUTE = "org.apache.camel:context=dromedary,type=routes,name=\"store-logins\"";
    private static final int GOOD = 30;

    /** What must not be seen: secrets of settings and of a route, and what a record contains. */
    private static final List<String> SECRETS = List.of(
            "canary-of-a-setting", "canary-of-a-key", "canary-of-a-route", "canary of a jaas", "canary-of-a-url");

    private static final String ROUTE_WITH_SECRETS = """
            - route:
                id: send-orders
                description: Would send orders, with secrets written in many ways.
                from:
                  uri: direct:orders
                  steps:
                    - to:
                        uri: kafka:one?brokers=localhost:1&sslKeyPassword=canary-of-a-route&saslJaasConfig=RAW(x & canary of a jaas)
                    - to:
                        uri: kafka:two
                        parameters:
                          brokers: localhost:1
                          sslKeystorePassword: canary-of-a-route
                          saslJaasConfig: "{{orders.password}}"
                    - toD:
                        uri: "file:orders?fileName=${header.name}&charset=UTF-8#http://me:canary-of-a-url@host"
            """;

    @TempDir
    private static Path folder;

    private static final int PORT = LoopbackPorts.free();
    private static PortClient port;
    private static JarProcess process;
    private static List<String> bodies;

    @BeforeAll
    static void start() throws IOException {
        String queue = "jolokia-" + System.nanoTime();
        String url = Sandbox.sqs().createQueue(queue);
        LoginSamples samples = new LoginSamples(3);
        bodies = new ArrayList<>(
                IntStream.range(0, GOOD).mapToObj(i -> samples.good()).toList());
        bodies.add("{\"ip\": \"198.51.100.77\"}");
        new MessageSender(Sandbox.sqs().client(), url).send(bodies);
        Files.createDirectories(folder.resolve("routes"));
        Files.writeString(folder.resolve("routes/orders.camel.yaml"), ROUTE_WITH_SECRETS);
        Files.writeString(folder.resolve("application.properties"), "orders.password=canary-of-a-key\n");
        port = new PortClient(PORT, folder);
        process = JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .with("WAREHOUSE_URL", "jdbc:sqlite:data/warehouse.db")
                .with("WAREHOUSE_PASSWORD", SECRETS.get(0))
                .with("MASKING_MODE", "sha256")
                .with("LOGINS_QUEUE", queue)
                .with("LOGINS_WAIT_TIME", "1s")
                .with("MANAGEMENT_ENABLED", "true")
                .with("MANAGEMENT_PORT", Integer.toString(PORT))
                .start("run", "logins", "orders");
        await().atMost(PATIENCE).until(() -> process.errors().contains("Management on"));
        await().atMost(PATIENCE)
                .until(() -> port.read(LOGINS, "Stored").at("/value").asInt() == GOOD);
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    @Test
    void aPipelineIsAnMBean() {
        await().atMost(PATIENCE)
                .until(() -> port.read(LOGINS, "OpenDeadLetters").at("/value").asInt() == 1);
        JsonNode all =
                port.ask("{\"type\":\"read\",\"mbean\":\"" + LOGINS + "\"}").get("value");

        assertThat(all.get("State").asText()).isEqualTo("running");
        assertThat(all.get("Circuit").asText()).isEqualTo("closed");
        assertThat(all.get("Schedule").asText()).isEqualTo("continuous");
        assertThat(all.get("Received").asInt()).isEqualTo(GOOD + 1);
        assertThat(all.get("Stored").asInt()).isEqualTo(GOOD);
        assertThat(all.get("DeadLetters").asInt()).isEqualTo(1);
        assertThat(all.get("GivenBack").asInt()).isZero();
        assertThat(all.at("/Waiting/0").asText()).isEqualTo("0 messages");
        assertThat(all.get("Run").asText()).isNotEmpty();
        assertThat(all.at("/Needs/0").asText()).contains("1 dead letter: dead-letters list");
    }

    @Test
    void aPipelineIsSteeredByJmxOfTheMachine() throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
        try (JMXConnector connector =
                JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
            MBeanServerConnection server = connector.getMBeanServerConnection();
            ObjectName logins = new ObjectName(LOGINS);

            server.invoke(logins, "pause", new Object[0], new String[0]);
            assertThat(server.getAttribute(logins, "State")).isEqualTo("paused");
            assertThat(port.read(LOGINS, "State").get("value").asText()).isEqualTo("paused");
            server.invoke(logins, "resume", new Object[0], new String[0]);
            assertThat(server.getAttribute(logins, "State")).isEqualTo("running");
        } finally {
            machine.detach();
        }
    }

    @Test
    void deadLettersAreReplayedAndARunThatCannotBeIsRefusedInOneLine() {
        assertThat(port.exec(LOGINS, "replayDeadLetters").get("status").asInt()).isEqualTo(200);
        await().atMost(PATIENCE)
                .until(() ->
                        port.read(LOGINS, "Replay").get("value").asText().equals("done: 0 landed, 1 failed again"));

        assertThat(port.exec(LOGINS, "run").get("error").asText()).contains("logins runs continuously");
        assertThat(port.exec(LOGINS, "run").toString()).doesNotContain("stacktrace");
    }

    @Test
    void aRouteIsStoppedAndStarted() {
        assertThat(port.exec(ROUTE, "stop()").get("status").asInt()).isEqualTo(200);
        assertThat(port.read(ROUTE, "State").get("value").asText()).isEqualTo("Stopped");
        assertThat(port.read(LOGINS, "State").get("value").asText()).isEqualTo("stopped");
        String auth = "Bearer " + port.token();
        assertThat(port.send("GET", "/pipelines/logins", "", "Authorization", auth)
                        .body())
                .contains("\"state\":\"stopped\"", "its route store-logins was stopped: start it");
        HttpResponse<String> health = port.send("GET", "/observe/health/ready", "");
        assertThat(health.statusCode()).as(health.body()).isEqualTo(503);
        assertThat(health.body()).contains("its route store-logins was stopped");
        assertThat(port.send("GET", "/observe/metrics", "").body())
                .contains("dromedary_pipeline_state{pipeline=\"logins\",state=\"stopped\"} 1");
        assertThat(port.exec(ROUTE, "start()").get("status").asInt()).isEqualTo(200);
        assertThat(port.read(ROUTE, "State").get("value").asText()).isEqualTo("Started");
        assertThat(port.read(LOGINS, "State").get("value").asText()).isEqualTo("running");
        assertThat(process.errors()).containsPattern("Jolokia: stop\\(\\) of .*store-logins.*: 200");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "java.lang:type=Memory | gc",
                "com.sun.management:type=HotSpotDiagnostic | dumpHeap | /tmp/heap | true",
                "com.sun.management:type=HotSpotDiagnostic | setVMOption | HeapDumpPath | /tmp",
                "com.sun.management:type=DiagnosticCommand | gcClassHistogram",
                "java.lang:type=Threading | dumpAllThreads(boolean,boolean) | true | true",
                "java.util.logging:type=Logging | setLoggerLevel | org.apache | FINEST",
                "jdk.management.jfr:type=FlightRecorder | newRecording",
                "CONTEXT | stop()",
                "CONTEXT | suspend()",
                "CONTEXT | sendBody(java.lang.String,java.lang.Object) | direct:orders | x",
                "CONTEXT | requestBody(java.lang.String,java.lang.Object) | direct:orders | x",
                "CONTEXT | sendStringBody | direct:orders | x",
                "CONTEXT | createEndpoint | file:/tmp",
                "CONTEXT | dumpRoutesAsXml(boolean) | true",
                "CONTEXT | setGlobalOption | a | b",
                "ROUTE | suspend()",
                "ROUTE | remove()",
                "ROUTE | updateRouteFromXml | <route/>",
                "org.apache.camel:context=dromedary,type=tracer,name=BacklogTracer | dumpAllTracedMessages",
                "org.apache.camel:context=dromedary,type=tracer,name=BacklogDebugger | enableDebugger",
                "org.apache.camel:context=dromedary,type=endpoints,name=\"direct://orders\" | browseAllMessagesAsXml | true",
                "org.apache.camel:context=dromedary,type=services,name=GlobalVariableRepository | variables",
                "org.apache.camel:context=dromedary,type=services,name=DefaultShutdownStrategy | stop",
                "org.apache.camel:type=routes,* | stop()",
                "*:type=Pipeline,* | pause",
            })
    void whatShowsOrChangesMoreIsRefused(String line) {
        String[] parts = line.split(" \\| ");
        String name = parts[0].replaceFirst("^CONTEXT$", CONTEXT).replaceFirst("^ROUTE$", ROUTE);

        JsonNode answer = port.exec(name, parts[1], Arrays.copyOfRange(parts, 2, parts.length));

        assertThat(answer.get("status").asInt()).as(answer.toString()).isEqualTo(403);
        assertThat(port.read(LOGINS, "State").get("value").asText()).isNotEqualTo("idle");
    }

    @Test
    void nothingIsWrittenNorAskedOfOthers() {
        for (String request : List.of(
                "{\"type\":\"write\",\"mbean\":\"java.lang:type=Memory\",\"attribute\":\"Verbose\",\"value\":true}",
                "{\"type\":\"write\",\"mbean\":\"" + ROUTE.replace("\"", "\\\"")
                        + "\",\"attribute\":\"Tracing\",\"value\":true}",
                "{\"type\":\"config\"}",
                "{\"type\":\"notification\",\"command\":\"register\"}",
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Memory\",\"target\":{\"url\":\"service:jmx:rmi:///\"}}",
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"SystemProperties\"}",
                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":\"InputArguments\"}",
                "{\"type\":\"read\",\"mbean\":\"java.util.logging:type=Logging\",\"attribute\":\"LoggerNames\"}",
                "{\"type\":\"read\",\"mbean\":\"com.zaxxer.hikari:type=Pool (warehouse)\",\"attribute\":\"IdleConnections\"}",
                "{\"type\":\"read\",\"mbean\":\"org.apache.camel:context=dromedary,type=tracer,name=BacklogTracer\","
                        + "\"attribute\":\"Enabled\"}")) {
            assertThat(port.ask(request).get("status").asInt()).as(request).isEqualTo(403);
        }
        assertThat(port.send("GET", "/jolokia/exec/" + LOGINS + "/pause", "", token())
                        .body())
                .contains("\"status\":403");
        assertThat(port.read(LOGINS, "State").get("value").asText()).isEqualTo("running");
    }

    @Test
    void onlyWhatMayBeReadIsListed() {
        JsonNode list = port.ask("{\"type\":\"list\"}").get("value");

        assertThat(list.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("dev.dromedary", "org.apache.camel", "java.lang", "java.nio");
        assertThat(list.get("org.apache.camel").fieldNames()).toIterable().noneMatch(name -> name.contains("tracer"));
    }

    @Test
    void noSecretAndNothingOfARecordIsSeen() throws Exception {
        List<String> answers = new ArrayList<>();
        for (String domain : List.of("org.apache.camel", "dev.dromedary", "java.lang", "java.nio")) {
            answers.add(
                    port.ask("{\"type\":\"read\",\"mbean\":\"" + domain + ":*\",\"config\":{\"ignoreErrors\":true}}")
                            .toString());
        }
        answers.add(port.ask("{\"type\":\"list\"}").toString());
        String source = port.exec(CONTEXT, "dumpRoutesAsXml()").toString();
        answers.add(source);
        answers.add(port.exec(CONTEXT, "dumpRoutesStatsAsXml(boolean,boolean)", "true", "true")
                .toString());

        assertThat(source).contains("store-logins", "send-orders", "kafka:two", "xxxxxx", "login-mask");
        for (String answer : answers) {
            assertThat(answer).hasSizeGreaterThan(300).doesNotContain(SECRETS).doesNotContain(port.token());
            for (String body : bodies) {
                Map<?, ?> record = PortClient.JSON.readValue(body, Map.class);
                assertThat(answer).doesNotContain(record.get("ip").toString());
                if (record.get("device_id") != null) {
                    assertThat(answer).doesNotContain(record.get("device_id").toString());
                }
            }
        }
    }

    @Test
    void aRequestThatIsNoneIsToldSo() {
        assertThat(port.send("POST", "/jolokia", "{", token()).statusCode()).isEqualTo(400);
        assertThat(port.send("POST", "/jolokia", "17", token()).statusCode()).isEqualTo(400);
        assertThat(port.send("POST", "/jolokia", "[17]", token()).statusCode()).isEqualTo(400);
        assertThat(port.send("POST", "/jolokia", "{\"type\":\"none\"}", token()).statusCode())
                .isEqualTo(400);
        assertThat(port.send("POST", "/jolokia", "{\"type\":\"read\",\"mbean\":\"?\"}", token())
                        .statusCode())
                .isEqualTo(400);
        assertThat(port.send("GET", "/jolokia/no/such", "", token()).statusCode())
                .isEqualTo(400);
        assertThat(port.send("DELETE", "/jolokia", "", token()).statusCode()).isEqualTo(405);
        assertThat(port.send("GET", "/jolokias", "", token()).statusCode()).isEqualTo(404);
        assertThat(port.send("POST", "/jolokia", " ".repeat(1 << 20) + "{}", token())
                        .statusCode())
                .isEqualTo(413);
        String many = "[" + String.join(",", Collections.nCopies(1000, "{\"type\":\"list\"}")) + "]";
        assertThat(port.send("POST", "/jolokia", many, token()).body()).contains("ask for less at a time");
        assertThat(port.send("POST", "/jolokia", "[".repeat(100_000), token()).statusCode())
                .isEqualTo(400);
        assertThat(port.send("GET", "/jolokia/version?callback=steal&mimeType=text/html", "", token()))
                .satisfies(response -> {
                    assertThat(response.body()).startsWith("{");
                    assertThat(response.headers().firstValue("Content-Type")).hasValue("application/json");
                });
    }

    private static String[] token() {
        return new String[] {"Authorization", "Bearer " + port.token()};
    }
}
