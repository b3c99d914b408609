package dev.dromedary.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the real jar as a user meets them: keys, unmasking, edited routes, and what wrong use is told. */
class CommandsIT {

    @TempDir
    private Path folder;

    private String queueUrl;
    private JarProcess.Setup setup;

    @BeforeEach
    void prepare() {
        String queue = "commands-" + System.nanoTime();
        queueUrl = Sandbox.sqs().createQueue(queue);
        setup = JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .with("WAREHOUSE_URL", "jdbc:sqlite:data/warehouse.db")
                .with("MASKING_KEYSET", "masking.keyset")
                .with("LOGINS_QUEUE", queue);
    }

    private void send(String... bodies) {
        new MessageSender(Sandbox.sqs().client(), queueUrl).send(List.of(bodies));
    }

    private String value(String sql) throws Exception {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/warehouse.db"));
                var statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }

    @Test
    void tokensOfOldAndNewKeysAreUnmaskedAndAudited() throws Exception {
        JarProcess.Setup reversible = setup.with("MASKING_MODE", "aes-siv");
        assertThat(reversible.run("keys", "new", "masking.keyset").output()).contains("(aes-siv)");
        send(
                "{\"user_id\":\"u-1\",\"app_version\":\"1.2.3\",\"device_type\":\"ios\",\"ip\":\"192.0.2.1\",\"device_id\":\"d-1\"}");
        reversible.run("run", "logins", "--once");
        String old = value("select masked_ip from user_logins");

        reversible.run("keys", "rotate", "masking.keyset");
        send(
                "{\"user_id\":\"u-2\",\"app_version\":\"1.2.3\",\"device_type\":\"ios\",\"ip\":\"192.0.2.2\",\"device_id\":\"d-2\"}");
        reversible.run("run", "logins", "--once");
        String young = value("select masked_ip from user_logins where user_id = 'u-2'");
        JarProcess unmasked = reversible.run("unmask", old, young);

        assertThat(unmasked.output()).isEqualTo("192.0.2.1\n192.0.2.2\n");
        assertThat(old.substring(0, 8)).isNotEqualTo(young.substring(0, 8));
        List<String> audit = Files.readAllLines(folder.resolve("data/audit.log"));
        assertThat(audit).hasSize(2).allMatch(line -> line.contains("\"action\":\"unmask\""));
        assertThat(audit.get(0)).contains("\"key\":\"" + old.substring(0, 8) + "\"", "\"who\":", "\"at\":");
        assertThat(audit.toString()).doesNotContain("192.0.2", old.substring(9));
        int middle = old.length() / 2;
        String changed = old.substring(0, middle) + (old.charAt(middle) == 'A' ? 'B' : 'A') + old.substring(middle + 1);
        JarProcess bad = reversible.run("unmask", changed);
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.output()).isEmpty();
    }

    @Test
    void aKeysetThatOthersMayReadIsRefused() throws Exception {
        setup.run("keys", "new", "masking.keyset");
        Files.setPosixFilePermissions(folder.resolve("masking.keyset"), PosixFilePermissions.fromString("rw-r--r--"));

        JarProcess run = setup.run("run", "logins", "--once");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).contains("masking.keyset", "0644", "chmod 600");
    }

    @Test
    void wrongUseIsOneLineAndExitCodeTwo() throws Exception {
        setup.run("keys", "new", "masking.keyset");
        Map<String, JarProcess.Setup> wrong = Map.of(
                "must be a whole number from 1 to 64", setup.with("LOGINS_RECEIVERS", "0"),
                "did you mean \"hmac-sha256\"?", setup.with("MASKING_MODE", "hmac-sha265"),
                "must begin with jdbc:postgresql: or jdbc:sqlite:", setup.with("WAREHOUSE_URL", "jdbc:mysql://db/x"),
                "queue nowhere does not exist", setup.with("LOGINS_QUEUE", "nowhere"),
                "AWS_REGION", setup.with("AWS_REGION", "").with("AWS_EC2_METADATA_DISABLED", "true"));
        wrong.forEach((message, misconfigured) -> assertMisuse(misconfigured.run("run", "logins", "--once"), message));
        assertMisuse(setup.run("run", "login"), "did you mean \"logins\"?");
        assertMisuse(setup.run("runn"), "did you mean");
        assertMisuse(setup.run("run", "--routes", "nowhere"), "nowhere is not a folder");
        // What waiting cannot help is said before anything is waited for.
        JarProcess.Setup away = setup.withSqs("http://127.0.0.1:1");
        assertMisuse(away.with("LOGINS_SCHEDULE", "0 3 * *").run("run", "logins"), "must be continuous, on-request or");
        assertMisuse(away.with("LOGINS_AFTER", "product").run("run", "logins"), "logins.after names product");
        Files.createDirectories(folder.resolve("own"));
        Files.writeString(folder.resolve("own/orders.camel.yaml"), "- route:\n    id: [\n");
        for (String command : List.of("run", "preview")) {
            assertMisuse(away.run(command, "orders", "--routes", "own"), "own/orders.camel.yaml:");
        }
        Files.writeString(folder.resolve("application.properties"), "logins.quue = x\n");
        assertMisuse(setup.run("run", "logins"), "logins.quue; did you mean \"logins.queue\"?");
    }

    private static void assertMisuse(JarProcess process, String message) {
        assertThat(process.exitCode()).as(process.errors()).isEqualTo(2);
        assertThat(process.output()).isEmpty();
        assertThat(process.errors()
                        .lines()
                        .filter(line -> line.startsWith("dromedary: "))
                        .toList())
                .singleElement()
                .asString()
                .contains(message);
    }

    @Test
    void exportedRoutesAndSchemasCanBeEdited() throws Exception {
        setup.run("keys", "new", "masking.keyset");
        assertThat(setup.run("routes", "export", "routes").output())
                .contains("routes/logins.camel.yaml", "routes/schemas/login.schema.json");
        edit("routes/schemas/login.schema.json", "\"required\": [", "\"required\": [\"country\", ");
        edit(
                "routes/logins.camel.yaml",
                "fields: ip, device_id",
                "fields: ip, device_id, user_id\n        prefix: masked_");
        edit("routes/sql/insert-login.sql", ":#user_id", ":#masked_user_id");
        LoginSamples samples = new LoginSamples(1);
        Map<String, Object> login = samples.fields();
        login.put("user_id", "canary");
        login.put("country", "CH");
        send(LoginSamples.json(login), samples.good());

        JarProcess run = setup.run("run", "logins", "--once");

        assertThat(run.output()).as(run.errors()).startsWith("logins: 1 stored, 0 duplicates, 1 dead letters");
        assertThat(value("select user_id from user_logins")).matches("[0-9a-f]{8}\\.[0-9a-f]{64}");
        assertThat(setup.run("dead-letters", "list").output()).contains("$.country", "is missing");
        assertThat(setup.run("routes", "list").output()).contains("logins.camel.yaml", "file:");
        assertMisuse(setup.run("routes", "export", "routes"), "is there already");
    }

    private void edit(String file, String before, String after) throws Exception {
        Path path = folder.resolve(file);
        String text = Files.readString(path);
        assertThat(text).contains(before);
        Files.writeString(path, text.replace(before, after));
    }

    /** The pieces are beans that any route can use, on single records and with other fields, schemas and tables. */
    @Test
    void aPipelineOfOnesOwnUsesTheSameBeans() throws Exception {
        setup.run("keys", "new", "masking.keyset");
        Path routes = Files.createDirectories(folder.resolve("mine/schemas")).getParent();
        Files.writeString(
                routes.resolve("schemas/order.schema.json"),
                "{\"type\":\"object\",\"required\":[\"email\"],\"properties\":{\"email\":{\"type\":\"string\"}}}");
        Files.writeString(routes.resolve("orders.camel.yaml"), """
                - beans:
                    - name: order-schema
                      type: dev.dromedary.schema.SchemaCheck
                      builderClass: dev.dromedary.schema.SchemaCheck$Builder
                      properties:
                        schema: schemas/order.schema.json
                    - name: order-token
                      type: dev.dromedary.masking.Mask
                      builderClass: dev.dromedary.masking.Masks$Builder
                      properties:
                        mode: sha256
                    - name: order-mask
                      type: dev.dromedary.masking.FieldMask
                      builderClass: dev.dromedary.masking.FieldMask$Builder
                      properties:
                        mask: "#bean:order-token"
                        fields: email
                        prefix: ""
                - route:
                    id: copy-orders
                    description: Masks orders from a folder.
                    from:
                      uri: file:{{orders.folder}}
                      parameters:
                        moveFailed: bad
                      steps:
                        - convertBodyTo:
                            type: java.lang.String
                        - bean:
                            ref: order-schema
                            method: check
                        - bean:
                            ref: order-mask
                            method: mask
                        - marshal:
                            json: {}
                        - to:
                            uri: file:out
                """);
        Files.createDirectories(folder.resolve("in"));
        Files.writeString(folder.resolve("in/1.json"), "{\"email\":\"a@example.org\",\"total\":12.50}");
        Files.writeString(folder.resolve("in/2.json"), "{\"mail\":\"canary@example.org\"}");
        Files.writeString(folder.resolve("application.properties"), "orders.folder = in\nonce.idle = 2s\n");

        JarProcess run = setup.run("run", "orders", "--once", "--routes", "mine");

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(folder.resolve("out/2.json")).doesNotExist();
        assertThat(folder.resolve("in/bad/2.json")).exists();
        assertThat(run.errors()).contains("copy-orders rejects a record: $.email is missing");
        assertThat(run.errors()).doesNotContain("canary");
        assertThat(Files.readString(folder.resolve("out/1.json")))
                .isEqualTo(
                        "{\"email\":\"08168c8040bc5e2b9b1f07b1b4af2ef8aef3e0e2a1d1dbd2d32b2e0e8b5f2d5a\",\"total\":12.50}"
                                .replaceFirst("[0-9a-f]{64}", sha256("a@example.org")));
    }

    private static String sha256(String text) throws Exception {
        return java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                        .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }
}
