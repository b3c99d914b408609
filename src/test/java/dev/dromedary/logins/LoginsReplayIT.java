package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Login events that a wrong schema refused, put right by the real jar on a real queue and a real PostgreSQL. */
class LoginsReplayIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String CANARY = "canary-4711";

    @TempDir
    private Path folder;

    private final LoginSamples samples = new LoginSamples(6);

    private LoginsSandbox sandbox;

    /** Sends logins while the schema wants a field that none of them has; then puts the schema right. */
    private List<String> refuse(int good, List<String> bad) throws Exception {
        sandbox = LoginsSandbox.in(folder);
        sandbox.setup().run("routes", "export", "routes");
        Path schema = folder.resolve("routes/schemas/login.schema.json");
        String right = Files.readString(schema);
        Files.writeString(schema, right.replace("\"required\": [", "\"required\": [\"country\", "));
        List<String> bodies =
                new ArrayList<>(Stream.generate(samples::good).limit(good).toList());
        bodies.addAll(bad);
        List<String> ids = sandbox.send(bodies);
        JarProcess run = sandbox.setup().run("run", "logins", "--once");
        assertThat(run.output())
                .as(run.errors())
                .startsWith("logins: 0 stored, 0 duplicates, " + bodies.size() + " dead letters");
        Files.writeString(schema, right);
        return ids.subList(0, good);
    }

    /** With a queue that is not there: what is replayed does not come from it. */
    private JarProcess replay(String... arguments) {
        List<String> command = new ArrayList<>(List.of("dead-letters", "replay"));
        command.addAll(List.of(arguments));
        return sandbox.setup()
                .with("LOGINS_QUEUE", "no-such-queue")
                .with("DEAD_LETTERS_RETENTION_OPEN", "1m")
                .with("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1")
                .run(command.toArray(String[]::new));
    }

    private List<JsonNode> letters(String... options) throws Exception {
        List<String> command = new ArrayList<>(List.of("dead-letters", "list", "--json"));
        command.addAll(List.of(options));
        JarProcess list = sandbox.setup().run(command.toArray(String[]::new));
        List<JsonNode> letters = new ArrayList<>();
        JSON.readTree(list.output()).forEach(letters::add);
        return letters;
    }

    private List<String> rows() throws Exception {
        return sandbox.query("select message_id from user_logins").stream()
                .map(row -> (String) row.get("message_id"))
                .toList();
    }

    private void inState(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/state.db"));
                Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Test
    void whatWasPutRightLandsOnceAndTheRestFailsAgain() throws Exception {
        List<String> good = refuse(30, List.of("no JSON of " + CANARY, "{\"user_id\": \"" + CANARY + "\"}"));
        // So old that the next run of a pipeline would delete them.
        inState("update dead_letters set failed_at = failed_at - 7200000, first_failed_at = first_failed_at - 7200000");
        assertThat(replay("--pipeline", "logins", "--dry-run").output()).isEqualTo("logins: 32 to replay\n");
        assertThat(rows()).isEmpty();

        JarProcess first = replay("--pipeline", "logins");

        assertThat(first.output()).as(first.errors()).startsWith("logins: 30 landed, 2 failed again, ");
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(first.errors()).doesNotContain(CANARY);
        assertThat(rows()).containsExactlyInAnyOrderElementsOf(good);
        List<JsonNode> open = letters();
        assertThat(open).hasSize(2).allSatisfy(letter -> {
            assertThat(letter.get("attempts").asInt()).isEqualTo(2);
            assertThat(letter.get("failedAt").asText())
                    .isGreaterThan(letter.get("firstFailedAt").asText());
        });
        List<JsonNode> landed = new ArrayList<>(letters("--all"));
        assertThat(landed).hasSize(32);
        landed.removeIf(letter -> !letter.get("state").asText().equals("landed"));
        assertThat(landed).hasSize(30).allMatch(letter -> letter.has("landedAt"));

        JarProcess again = replay("--reason", "invalid");
        assertThat(again.output()).as(again.errors()).startsWith("logins: 0 landed, 1 failed again, ");
        assertThat(letters())
                .extracting(letter -> letter.get("attempts").asInt())
                .containsExactly(3, 2);
        assertThat(rows()).hasSize(30);
        JarProcess landedAlready = replay(landed.get(0).get("id").asText());
        assertThat(landedAlready.exitCode()).isEqualTo(2);
        assertThat(landedAlready.errors())
                .contains("is not open: it was landed at")
                .hasLineCount(1);

        JarProcess discard = sandbox.setup().run("dead-letters", "discard", "--reason", "invalid", "--why", "a test");
        assertThat(discard.output()).as(discard.errors()).isEqualTo("1 discarded\n");
        JsonNode discarded = open.stream()
                .filter(letter -> letter.get("reason").asText().equals("invalid"))
                .findFirst()
                .orElseThrow();
        assertThat(letters("--all").stream().filter(letter -> letter.has("discardedAt")))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.get("id")).isEqualTo(discarded.get("id"));
                    assertThat(letter.get("discardWhy").asText()).isEqualTo("a test");
                });
        assertThat(Files.readAllLines(folder.resolve("data/audit.log")))
                .singleElement()
                .asString()
                .contains(
                        "\"action\":\"discard\"",
                        "\"who\":",
                        "\"at\":",
                        "\"why\":\"a test\"",
                        discarded.get("id").asText());
    }

    /** Also where the kill comes between the row and the mark, which is what forgetting all marks amounts to. */
    @Test
    void aReplayThatIsKilledIsRepeated() throws Exception {
        List<String> good = refuse(3_000, List.of());
        JarProcess killed =
                sandbox.setup().with("LOGINS_BATCH_SIZE", "50").start("dead-letters", "replay", "--pipeline", "logins");
        await().atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofMillis(1))
                .until(() -> sandbox.count() > 0);
        killed.kill();
        assertThat(sandbox.count()).isLessThan(good.size());

        JarProcess second = replay("--pipeline", "logins");

        assertThat(second.exitCode()).as(second.errors()).isZero();
        assertThat(rows()).containsExactlyInAnyOrderElementsOf(good);
        assertThat(letters()).isEmpty();
        inState("update dead_letters set landed_at = null");
        assertThat(replay("--pipeline", "logins").output()).startsWith("logins: 3000 landed, 0 failed again, ");
        assertThat(rows()).containsExactlyInAnyOrderElementsOf(good);
        assertThat(letters()).isEmpty();
    }
}
