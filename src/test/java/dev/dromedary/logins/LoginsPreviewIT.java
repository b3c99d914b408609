package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A preview of the logins on a real queue and a real warehouse: what it shows, and that it leaves no trace. */
class LoginsPreviewIT {

    private static final String CANARY = "203.0.113.77";

    @TempDir
    private Path folder;

    private final LoginSamples samples = new LoginSamples(6);
    private LoginsSandbox sandbox;

    @BeforeEach
    void prepare() {
        sandbox = LoginsSandbox.in(folder);
    }

    private JsonNode preview(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("preview", "logins", "--json"));
        arguments.addAll(List.of(more));
        JarProcess process = sandbox.setup().run(arguments.toArray(String[]::new));
        assertThat(process.exitCode()).as(process.errors()).isZero();
        assertThat(process.output() + process.errors()).doesNotContain(CANARY);
        return new JsonMapper().readTree(process.output());
    }

    private String login(String user) {
        Map<String, Object> login = samples.fields();
        login.put("user_id", user);
        login.put("ip", CANARY);
        login.put("app_version", "2.3");
        return LoginSamples.json(login);
    }

    private int visible() {
        return Integer.parseInt(Sandbox.sqs()
                .client()
                .getQueueAttributes(request -> request.queueUrl(sandbox.queueUrl())
                        .attributeNames(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES))
                .attributes()
                .get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES));
    }

    /** The files of the working directory but those that hold what processes have printed. */
    private Set<String> files() throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.map(file -> folder.relativize(file).toString())
                    .filter(name -> !name.matches("(out|err)-.*\\.txt"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void whatIsShownIsWhatARunWritesAndNothingIsTouched() throws Exception {
        sandbox.send(
                List.of(login("u-1"), login("u-2"), "{\"user_id\":\"" + CANARY + "\"", "{\"ip\":\"" + CANARY + "\"}"));
        Set<String> before = files();

        JsonNode shown = preview();

        assertThat(visible()).as("messages that are visible at once").isEqualTo(4);
        assertThat(files()).isEqualTo(before);
        assertThat(sandbox.query("select table_name from information_schema.tables where table_schema = 'public'"))
                .isEmpty();
        assertThat(shown.get("refused")).hasSize(2);
        assertThat(shown.get("refused").findValuesAsText("reason")).containsExactlyInAnyOrder("malformed", "invalid");
        assertThat(shown.get("refused").findValuesAsText("path")).containsExactlyInAnyOrder("$", "$.user_id");

        sandbox.setup().run("run", "logins", "--once");
        assertThat(sandbox.count()).isEqualTo(2);
        for (JsonNode row : shown.get("written")) {
            assertThat(sandbox.query("select user_id, device_type, masked_ip, masked_device_id, locale, app_version,"
                            + " create_date::text, message_id from user_logins where message_id = '"
                            + row.get("message_id").textValue() + "'"))
                    .singleElement()
                    .satisfies(stored -> row.properties()
                            .forEach(column -> assertThat(String.valueOf(stored.get(column.getKey())))
                                    .as(column.getKey())
                                    .isEqualTo(column.getValue().asText())));
            assertThat(row).hasSize(8);
        }
        assertThat(shown.get("written")).hasSize(2);
        JarProcess later = sandbox.setup().run("preview", "logins");
        assertThat(later.exitCode()).isZero();
        assertThat(later.output()).isEmpty();
        assertThat(later.errors().lines()).singleElement().asString().contains("nothing waits to be written");
    }

    /** Asks for more than there is, so that the preview waits a second with messages in its hands. */
    @Test
    void whatAKilledPreviewHeldComesBack() {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            bodies.add(login("u-" + i));
        }
        sandbox.send(bodies);
        try (JarProcess process = sandbox.setup().start("preview", "logins", "-n", "1000")) {
            await().atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> visible() == 0);
            process.kill();
        }

        assertThat(visible()).isZero();
        await().atMost(Duration.ofSeconds(15)).until(() -> visible() == 15);
    }

    @Test
    void aQueueThatAllowsOneReceiptIsNotLookedAt() {
        String dead = Sandbox.sqs().createQueue("preview-dead-" + System.nanoTime());
        String arn = Sandbox.sqs()
                .client()
                .getQueueAttributes(request -> request.queueUrl(dead).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes()
                .get(QueueAttributeName.QUEUE_ARN);
        sandbox.send(List.of(login("u-1")));
        redrive(arn, 1);
        JarProcess refused = sandbox.setup().run("preview", "logins");
        redrive(arn, 2);
        JarProcess first = sandbox.setup().run("preview", "logins");
        JarProcess second = sandbox.setup().run("preview", "logins");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.errors()).contains("maxReceiveCount");
        assertThat(first.errors()).doesNotContain("no receipt left");
        assertThat(second.errors()).contains("1 of them have no receipt left (maxReceiveCount is 2)");
    }

    private void redrive(String arn, int receipts) {
        String policy = "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":" + receipts + "}";
        Sandbox.sqs().client().setQueueAttributes(request -> request.queueUrl(sandbox.queueUrl())
                .attributes(Map.of(QueueAttributeName.REDRIVE_POLICY, policy)));
    }

    @Test
    void aQueueThatIsNotReachedIsExitCodeThree() {
        JarProcess process = sandbox.setup()
                .withSqs("http://127.0.0.1:1")
                .with("STARTUP_TIMEOUT", "1s")
                .run("preview", "logins");

        assertThat(process.exitCode()).as(process.errors()).isEqualTo(3);
        assertThat(process.errors()).contains("was not reached in 1 s (startup.timeout)");
    }
}
