package dev.dromedary.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Previews of pipelines whose source is a table: the products as they stand in the jar, and routes of one's own. */
class PipelinePreviewTest {

    private static final String CANARY = "canary@example.org";

    @TempDir
    private Path folder;

    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();
    private Path routes;

    @BeforeEach
    void makeFolder() throws IOException {
        routes = Files.createDirectory(folder.resolve("routes"));
    }

    @AfterEach
    void restoreLoader() {
        Thread.currentThread().setContextClassLoader(loader);
    }

    private Findings preview(String pipeline) throws InterruptedException {
        RouteFolder files = RouteFolder.open(Optional.of(routes));
        Settings settings = Settings.load(folder, Map.of(), files.placeholders())
                .with("products.csv", folder.resolve("products.csv").toString())
                .with("products.database", folder.resolve("data/products.db").toString())
                .with("products.decimals", "price")
                .with("kafka.brokers", "127.0.0.1:1")
                .with("state.url", "jdbc:sqlite:" + folder.resolve("state/state.db"))
                .with("warehouse.url", "jdbc:sqlite:" + folder.resolve("warehouse/warehouse.db"))
                .with("startup.timeout", "1s");
        return new PipelinePreview(settings, files).of(pipeline, 20);
    }

    private static String table(Findings findings) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new PreviewTable(new PrintStream(out, true, StandardCharsets.UTF_8)).print(findings);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static JsonNode json(Findings findings) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PreviewJson.write(findings, out);
        return new JsonMapper().readTree(out.toByteArray());
    }

    /** Every file of the test's folder, with its bytes. */
    private Map<String, String> files() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.toList()) {
                String name = folder.relativize(path).toString();
                all.put(name, Files.isDirectory(path) ? "" : Files.readString(path, StandardCharsets.ISO_8859_1));
            }
        }
        return all;
    }

    private void makeTable(String... statements) throws Exception {
        Files.createDirectories(folder.resolve("data"));
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/products.db"));
                Statement statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("create table products (ean text not null primary key, email text, price DECIMAL_TEXT)");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    @Test
    void aFileThatIsNotLoadedIsShownAsTheTableWouldSendIt() throws Exception {
        Files.writeString(folder.resolve("products.csv"), """
                ean,email,price
                1,a,18.50
                2,b
                1,c,1
                3,%s,no number
                4,d,
                """.formatted(CANARY));
        Map<String, String> before = files();

        Findings findings = preview("products");

        assertThat(files()).isEqualTo(before);
        assertThat(json(findings).get("written").findValuesAsText("key")).containsExactly("1", "4");
        assertThat(json(findings).get("written").findValuesAsText("value"))
                .containsExactly(
                        "{\"ean\":\"1\",\"email\":\"a\",\"price\":18.50}",
                        "{\"ean\":\"4\",\"email\":\"d\",\"price\":null}");
        assertThat(json(findings).get("refused").findValuesAsText("detail"))
                .containsExactly(
                        "line 3: 2 fields, but the header has 3",
                        "line 4, column 1 (ean): the key came before in this file",
                        "line 5, column 3 (price): not a decimal number");
        assertThat(table(findings) + json(findings)).doesNotContain(CANARY);
        assertThat(table(findings)).contains("KEY", "operation=read", "WOULD BE REFUSED (3)", "malformed", "invalid");
    }

    @Test
    void onlyWhatTheFileChangesIsShownAndTheDatabaseStaysAsItIs() throws Exception {
        makeTable("insert into products (ean, email, price) values ('1', 'a', '18.50'), ('2', 'b', '2')");
        Files.writeString(folder.resolve("products.csv"), "ean,email,price\n1,a,18.50\n2,b,2.0\n3,c,3\n");
        Map<String, String> before = files();

        Findings findings = preview("products");

        assertThat(files()).isEqualTo(before);
        assertThat(json(findings).get("written").findValuesAsText("value"))
                .containsExactly(
                        "{\"ean\":\"2\",\"email\":\"b\",\"price\":2.0}",
                        "{\"ean\":\"3\",\"email\":\"c\",\"price\":3}",
                        "{\"ean\":\"1\",\"email\":\"a\",\"price\":18.50}");
    }

    @Test
    void aFileThatIsRefusedAsAWholeIsOneRefusal() throws Exception {
        Files.writeString(folder.resolve("products.csv"), "ean,email\n1,a\n");

        Findings findings = preview("products");

        assertThat(findings.preview().written()).isEmpty();
        assertThat(table(findings)).contains("the header lacks the decimal column price");
    }

    @Test
    void withoutTableAndFileThereIsNothingToLookAt() {
        assertThatThrownBy(() -> preview("products"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("there is no table products");
    }

    private static final String MASK = """
                - beans:
                    - name: own-token
                      type: dev.dromedary.masking.Mask
                      builderClass: dev.dromedary.masking.Masks$Builder
                      properties:
                        mode: sha256
                    - name: own-mask
                      type: dev.dromedary.masking.FieldMask
                      builderClass: dev.dromedary.masking.FieldMask$Builder
                      properties:
                        mask: "#bean:own-token"
                        fields: email
                    - name: own-schema
                      type: dev.dromedary.schema.SchemaCheck
                      builderClass: dev.dromedary.schema.SchemaCheck$Builder
                      properties:
                        schema: schemas/own.schema.json
                    - name: own-database
                      type: dev.dromedary.database.Database
                      builderClass: dev.dromedary.database.Database$Builder
                      properties:
                        source: "{{products.database}}"
                    - name: own-table
                      type: dev.dromedary.capture.TableChanges
                      builderClass: dev.dromedary.capture.TableChanges$Builder
                      properties:
                        database: "#bean:own-database"
                        table: products
                        key: ean
                    - name: own-rows
                      type: dev.dromedary.warehouse.BatchInsert
                      builderClass: dev.dromedary.warehouse.BatchInsert$Builder
                      properties:
                        database: "#bean:warehouse"
                        statement: sql/own.sql
                """;

    private Findings own(String source, String... steps) throws Exception {
        makeTable("insert into products (ean, email) values ('1', '" + CANARY + "')");
        Files.createDirectories(routes.resolve("schemas"));
        Files.createDirectories(routes.resolve("sql"));
        Files.writeString(
                routes.resolve("schemas/own.schema.json"),
                "{\"type\":\"object\",\"properties\":{\"email\":{\"type\":\"string\"}}}");
        Files.writeString(
                routes.resolve("sql/own.sql"), "insert into t (id, mail) values (:#source.id, :#masked_email)");
        StringBuilder route = new StringBuilder("""
                - route:
                    id: copy-own
                    description: Copies a table of one's own.
                    from:
                      uri: %s
                      steps:
                        - log: Begins
                """.formatted(source));
        for (String step : steps) {
            route.append(
                    step.startsWith("own-")
                            ? "        - bean:\n            ref: " + step + "\n            method: "
                                    + Map.of("own-mask", "mask", "own-schema", "check", "own-rows", "insert")
                                            .get(step) + "\n"
                            : "        - to:\n            uri: " + step + "\n");
        }
        Files.writeString(routes.resolve("own.camel.yaml"), MASK + route);
        Map<String, String> before = files();
        try {
            return preview("own");
        } finally {
            assertThat(files()).isEqualTo(before);
        }
    }

    /** Camel has no component absent: and would fail if it were to make the endpoint. */
    @Test
    void aRouteOfOnesOwnIsRunUpToItsSink() throws Exception {
        Findings findings = own("table-changes:own-table", "own-schema", "own-mask", "own-rows", "absent:out");

        assertThat(json(findings).get("written").get(0).get("id").textValue()).isEqualTo("1");
        assertThat(json(findings).get("written").get(0).get("mail").textValue()).matches("[0-9a-f]{64}");
        assertThat(findings.notes()).isEmpty();
    }

    /** What the preview does not know may mask, and what comes behind it too. */
    @Test
    void aStepThatIsNotKnownEndsThePreviewAndWithholdsValues() throws Exception {
        String out = "absent:" + folder.resolve("out");
        Findings findings = own("table-changes:own-table", "own-schema", out, "own-mask", "own-rows");

        assertThat(table(findings)).contains("EMAIL", "(text, 18 characters)").doesNotContain(CANARY);
        assertThat(findings.notes())
                .singleElement()
                .asString()
                .contains("before the step \"to\"")
                .doesNotContain("out");
    }

    @Test
    void valuesAreWithheldWhereAMaskComesBehindTheSink() throws Exception {
        Findings findings = own("table-changes:own-table", "own-schema", "own-rows", "own-mask");

        assertThat(findings.notes()).singleElement().asString().contains("not all masks");
        assertThat(table(findings)).contains("ID", "(text, 1 characters)").doesNotContain(CANARY);
    }

    @Test
    void aSourceThatCannotBeLookedAtIsSaid() {
        assertThatThrownBy(() -> own("timer:tick", "own-mask"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("the pipeline own reads from timer:; a preview can look at s3-objects:, sqs-batch:,"
                        + " table-changes:");
    }

    @Test
    void aPipelineThatIsNotThereIsSaidWithTheNearest() {
        assertThatThrownBy(() -> preview("product"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("did you mean \"products\"?");
    }
}
