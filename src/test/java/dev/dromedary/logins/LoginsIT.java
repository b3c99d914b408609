package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job, by the real jar on real servers: what lands, what becomes a dead letter, and what is never shown. */
class LoginsIT {

    /** Stands in every personal field of these tests, so that a leak is found by looking for it. */
    private static final String CANARY = "canary";

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    private final LoginSamples samples = new LoginSamples(7);

    private Map<String, Object> login() {
        Map<String, Object> fields = samples.fields();
        fields.put("ip", CANARY + "-ip-" + fields.get("ip"));
        fields.put("device_id", CANARY + "-device-" + fields.get("device_id"));
        return fields;
    }

    private String with(String field, Object value) {
        Map<String, Object> fields = login();
        fields.put(field, value);
        return LoginSamples.json(fields);
    }

    private String without(String field) {
        Map<String, Object> fields = login();
        fields.remove(field);
        return LoginSamples.json(fields);
    }

    @Test
    void rowsHoldWhatWasSentAndMasks() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        Map<String, Object> first = login();
        first.put("app_version", "2.3.0");
        first.put("locale", null);
        Map<String, Object> second = login();
        second.put("app_version", "0.96");
        second.put("locale", "None");
        Map<String, Object> third = login();
        third.remove("locale");
        third.put("ip", first.get("ip"));
        third.put("unknown", Map.of("nested", List.of(1, 2)));
        List<String> ids = sandbox.send(
                Stream.of(first, second, third).map(LoginSamples::json).toList());

        JarProcess run = sandbox.setup().run("run", "logins", "--once");

        assertThat(run.output()).matches("logins: 3 stored, 0 duplicates, 0 dead letters, \\d+\\.\\d s\n");
        assertThat(run.exitCode()).isZero();
        List<Map<String, Object>> rows = sandbox.query("select * from user_logins order by user_id");
        assertThat(rows).extracting(row -> row.get("message_id")).containsExactlyInAnyOrderElementsOf(ids);
        Map<Object, Map<String, Object>> byUser = new HashMap<>();
        rows.forEach(row -> byUser.put(row.get("user_id"), row));
        Map<String, Object> row = byUser.get(first.get("user_id"));
        assertThat(row.get("app_version")).isEqualTo(2_003_000);
        assertThat(row.get("device_type")).isEqualTo(first.get("device_type"));
        assertThat(row.get("locale")).isNull();
        assertThat(row.get("create_date"))
                .hasToString(LocalDate.now(ZoneOffset.UTC).toString());
        assertThat(row.get("masked_ip").toString()).matches("[0-9a-f]{8}\\.[0-9a-f]{64}");
        assertThat(byUser.get(second.get("user_id")).get("app_version")).isEqualTo(96_000);
        assertThat(byUser.get(second.get("user_id")).get("locale")).isEqualTo("None");
        assertThat(byUser.get(third.get("user_id")).get("locale")).isNull();
        assertThat(byUser.get(third.get("user_id")).get("masked_ip")).isEqualTo(row.get("masked_ip"));
        assertThat(sandbox.depth()).isZero();
    }

    @Test
    void everyBadMessageIsADeadLetterAndTakesNoOtherAlong() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        Map<String, String> bad = badMessages();
        Map<String, String> kinds = new HashMap<>();
        for (Map.Entry<String, String> message : bad.entrySet()) {
            kinds.put(sandbox.send(List.of(message.getValue())).get(0), message.getKey());
        }
        List<String> good = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            good.add(LoginSamples.json(login()));
        }
        List<String> goodIds = sandbox.send(good);

        JarProcess run = sandbox.setup().run("run", "logins", "--once");

        assertThat(run.output()).startsWith("logins: 200 stored, 0 duplicates, " + bad.size() + " dead letters, ");
        assertThat(sandbox.query("select message_id from user_logins"))
                .extracting(row -> row.get("message_id"))
                .containsExactlyInAnyOrderElementsOf(goodIds);
        Map<String, String> found = new HashMap<>();
        for (JsonNode letter : JSON.readTree(sandbox.deadLetters())) {
            assertThat(letter.get("pipeline").asText()).isEqualTo("logins");
            assertThat(letter.get("attempts").asInt()).isEqualTo(1);
            assertThat(letter.get("failedAt").asText())
                    .startsWith(LocalDate.now(ZoneOffset.UTC).toString());
            found.put(
                    kinds.get(letter.get("source").asText()),
                    letter.get("reason").asText() + " " + letter.get("path").asText());
        }
        assertThat(found).containsExactlyInAnyOrderEntriesOf(expectedLetters());
        assertThat(sandbox.depth()).isZero();
        assertNothingRaw(sandbox, run);
    }

    private Map<String, String> badMessages() {
        Map<String, String> bad = new LinkedHashMap<>();
        bad.put("not JSON", CANARY + " logged in");
        bad.put("another shape", "{\"foo\": \"" + CANARY + "\"}");
        bad.put("array", "[" + LoginSamples.json(login()) + "]");
        bad.put("missing ip", without("ip"));
        bad.put("null ip", with("ip", null));
        bad.put("number for an ip", with("ip", 3232235777L));
        bad.put("long user_id", with("user_id", CANARY.repeat(50)));
        bad.put("NUL in device_type", with("device_type", "ios\u0000"));
        bad.put("version of four parts", with("app_version", "2.3.4.5"));
        bad.put("version over its range", with("app_version", "99999.0.0"));
        bad.put("version that is a word", with("app_version", "latest"));
        bad.put("half a surrogate pair", with("user_id", "x").replace("\"x\"", "\"\\ud800\""));
        bad.put("duplicated key", LoginSamples.json(login()).replaceFirst("\\{", "{\"ip\":\"" + CANARY + "\","));
        bad.put("blank", " ");
        bad.put("text behind", LoginSamples.json(login()) + "}");
        bad.put("bytes that were no UTF-8", with("user_id", CANARY + "\uFFFD"));
        bad.put("256 KiB", with("padding", CANARY.repeat(43_000)).replace("\"ip\"", "\"xp\""));
        return bad;
    }

    private static Map<String, String> expectedLetters() {
        Map<String, String> expected = new HashMap<>();
        expected.put("not JSON", "malformed $");
        expected.put("another shape", "invalid $.user_id");
        expected.put("array", "invalid $");
        expected.put("missing ip", "invalid $.ip");
        expected.put("null ip", "invalid $.ip");
        expected.put("number for an ip", "invalid $.ip");
        expected.put("long user_id", "invalid $.user_id");
        expected.put("NUL in device_type", "refused $");
        expected.put("version of four parts", "invalid $.app_version");
        expected.put("version over its range", "invalid $.app_version");
        expected.put("version that is a word", "invalid $.app_version");
        expected.put("half a surrogate pair", "malformed $");
        expected.put("duplicated key", "malformed $");
        expected.put("blank", "malformed $");
        expected.put("text behind", "malformed $");
        expected.put("bytes that were no UTF-8", "malformed $");
        expected.put("256 KiB", "invalid $.ip");
        return expected;
    }

    /** Invariant 4: no raw value in any output, any table or any file that the process wrote. */
    private void assertNothingRaw(LoginsSandbox sandbox, JarProcess run) throws Exception {
        assertThat(run.output() + run.errors()).doesNotContain(CANARY);
        assertThat(sandbox.deadLetters()).doesNotContain(CANARY);
        assertThat(sandbox.query("select * from user_logins").toString()).doesNotContain(CANARY);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(CANARY);
            }
        }
    }

    @Test
    void ninetyNineLoginsAndOneOfAnotherShape() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 99; i++) {
            Map<String, Object> login = samples.fields();
            login.put("locale", i < 30 ? null : "ID");
            bodies.add(LoginSamples.json(login));
        }
        bodies.add("{\"foo\": 1, \"bar\": 2}");
        sandbox.send(bodies);

        JarProcess run = sandbox.setup().run("run", "logins", "--once");

        assertThat(run.output()).startsWith("logins: 99 stored, 0 duplicates, 1 dead letters, ");
        assertThat(sandbox.query("select count(*) as n from user_logins where locale is null"))
                .containsExactly(Map.of("n", 30L));
    }

    @Test
    void aDeadLetterKeepsWhatWasReceived() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        String body = without("ip");
        sandbox.send(List.of(body));
        sandbox.setup().run("run", "logins", "--once");
        String id = JSON.readTree(sandbox.deadLetters()).get(0).get("id").asText();

        JarProcess shown = sandbox.setup().run("dead-letters", "show", id, "--payload", "--json");

        assertThat(JSON.readTree(shown.output()).get("payload").asText()).isEqualTo(body);
        assertThat(Files.readString(folder.resolve("data/audit.log")))
                .contains("\"action\":\"show-payload\"", "\"dead-letter\":\"" + id + "\"")
                .doesNotContain(CANARY);
        assertThat(sandbox.setup().run("dead-letters", "show", id).output()).doesNotContain(CANARY);
        JarProcess unknown = sandbox.setup().run("dead-letters", "show", "0000");
        assertThat(unknown.exitCode()).isEqualTo(2);
        assertThat(unknown.errors()).contains("there is no dead letter 0000");
    }

    /** SQS decodes what it is sent, so bytes that are no UTF-8 arrive as U+FFFD: sent here as raw bytes over HTTP. */
    @Test
    void rawBytesThatAreNoUtf8AreADeadLetter() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        String request =
                "{\"QueueUrl\":\"" + sandbox.queueUrl() + "\",\"MessageBody\":\"{\\\"user_id\\\":\\\"@\\\"}\"}";
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        bytes[request.indexOf('@')] = (byte) 0xFF;
        URI server = URI.create(sandbox.queueUrl());
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(server.resolve("/"))
                                .header("Content-Type", "application/x-amz-json-1.0")
                                .header("X-Amz-Target", "AmazonSQS.SendMessage")
                                .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);

        JarProcess run = sandbox.setup().run("run", "logins", "--once");

        assertThat(run.output()).startsWith("logins: 0 stored, 0 duplicates, 1 dead letters");
        assertThat(sandbox.deadLetters()).contains("holds bytes that are not UTF-8");
    }

    @Test
    void aLargeMessageWithUnknownFieldsIsStored() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        sandbox.send(List.of(with("padding", "x".repeat(255 * 1024))));

        JarProcess run = sandbox.setup().run("run", "logins", "--once");

        assertThat(run.output()).startsWith("logins: 1 stored, 0 duplicates, 0 dead letters");
    }

    @Test
    void sqliteIsAWarehouseToo() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            bodies.add(i % 100 == 0 ? samples.bad() : LoginSamples.json(login()));
        }
        sandbox.send(bodies);

        JarProcess run = sandbox.setup()
                .with("WAREHOUSE_URL", "jdbc:sqlite:data/warehouse.db")
                .run("run", "logins", "--once");

        assertThat(run.output()).startsWith("logins: 297 stored, 0 duplicates, 3 dead letters");
        org.sqlite.SQLiteDataSource warehouse = new org.sqlite.SQLiteDataSource();
        warehouse.setUrl("jdbc:sqlite:" + folder.resolve("data/warehouse.db"));
        assertThat(LoginsSandbox.query(
                        warehouse, "select distinct create_date as day, typeof(app_version) as type from user_logins"))
                .containsExactly(Map.of("day", LocalDate.now(ZoneOffset.UTC).toString(), "type", "integer"));
    }

    @Test
    void stateMayBeAPostgresThatIsShared() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        sandbox.send(List.of("no JSON at all"));
        JarProcess.Setup setup = sandbox.setup()
                .with("STATE_URL", sandbox.warehouseUrl())
                .with("STATE_USER", sandbox.postgres().user())
                .with("STATE_PASSWORD", sandbox.postgres().password());

        JarProcess withoutKey = setup.run("run", "logins", "--once");
        assertThat(withoutKey.exitCode()).isEqualTo(2);
        assertThat(withoutKey.errors()).contains("keys new --kind dead-letters data/dead-letters.keyset");

        setup.run("keys", "new", "--kind", "dead-letters", "data/dead-letters.keyset");
        JarProcess run = setup.run("run", "logins", "--once");

        assertThat(run.output()).startsWith("logins: 0 stored, 0 duplicates, 1 dead letters");
        assertThat(sandbox.query("select reason from dead_letters")).containsExactly(Map.of("reason", "malformed"));
        assertThat(setup.run("dead-letters", "list").output()).contains("malformed");
    }
}
