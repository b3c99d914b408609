package dev.dromedary.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.ProductSamples;
import dev.dromedary.sandbox.TopicReader.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The main job of the products pipeline: the jar, a CSV, a SQLite file and a broker. */
class ProductsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 105;

    @TempDir
    private Path folder;

    private final ProductSamples samples = new ProductSamples(7);
    private ProductsSandbox sandbox;

    @BeforeEach
    void makeSandbox() {
        sandbox = ProductsSandbox.in(folder);
    }

    private static String told(Entry entry) {
        return entry.headers().get("operation") + " " + entry.key();
    }

    /** Publishes the samples, so that a test can go on from there. */
    private void publishSamples() throws IOException {
        samples.write(sandbox.csv(), ROWS);
        JarProcess run = sandbox.runOnce();
        assertThat(run.exitCode()).as(run.errors()).isZero();
    }

    /** What a run publishes beyond what was there. */
    private List<Entry> publishedBy(Runnable run) {
        long before = sandbox.topic().count();
        List<Entry> old = sandbox.published();
        run.run();
        List<Entry> all = new ArrayList<>(sandbox.published());
        all.removeAll(old);
        assertThat(old).hasSize((int) before);
        return all;
    }

    private void runOnce() {
        JarProcess run = sandbox.runOnce();
        assertThat(run.exitCode()).as(run.errors()).isZero();
    }

    // ------------------------------------------------------------------------------------------------ the main job

    @Test
    void aFileIsPublishedOnceAndThenWhatChanges() throws Exception {
        samples.write(sandbox.csv(), ROWS);

        JarProcess first = sandbox.runOnce();

        assertThat(first.exitCode()).as(first.errors()).isZero();
        assertThat(first.output()).startsWith("products: 105 stored, 0 duplicates, 0 dead letters");
        List<Entry> published = sandbox.published();
        assertThat(published).hasSize(ROWS).allMatch(entry -> told(entry).equals("read " + entry.key()));
        assertThat(published).extracting(Entry::key).doesNotHaveDuplicates();
        for (Entry entry : published) {
            assertThat(entry.value()).isEqualTo(expectedJson(entry.key()));
        }

        assertThat(publishedBy(this::runOnce)).as("a second run").isEmpty();

        String key = samples.ean(3);
        sandbox.sql("update products set price_eur = '125.10' where ean = '" + key + "'");
        assertThat(publishedBy(this::runOnce)).singleElement().satisfies(entry -> {
            assertThat(told(entry)).isEqualTo("update " + key);
            assertThat(entry.value()).contains("\"price_eur\":125.10,");
        });

        sandbox.sql("delete from products where ean = '" + key + "'");
        assertThat(publishedBy(this::runOnce)).singleElement().satisfies(entry -> {
            assertThat(told(entry)).isEqualTo("delete " + key);
            assertThat(entry.value()).isNull();
        });
    }

    /** The row of a key by another way than the pipeline's: from the file, field by field. */
    private String expectedJson(String key) {
        for (long number = 0; number < ROWS; number++) {
            if (samples.ean(number).equals(key)) {
                return json(samples.header().split(",", -1), fields(samples.row(number)));
            }
        }
        throw new AssertionError("no sample has the key " + key);
    }

    private static List<String> fields(String row) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < row.length(); i++) {
            char c = row.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < row.length() && row.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static String json(String[] names, List<String> values) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < names.length; i++) {
            boolean number = names[i].startsWith("price_") || names[i].startsWith("grossPrice_");
            String value = values.get(i);
            json.append(i == 0 ? "" : ",").append('"').append(names[i]).append("\":");
            if (number) {
                json.append(value.isEmpty() ? "null" : value);
            } else {
                json.append('"')
                        .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                        .append('"');
            }
        }
        return json.append('}').toString();
    }

    @Test
    void aChangedFileTouchesTheRowsThatDiffer() throws Exception {
        publishSamples();
        List<String> lines = new ArrayList<>(Files.readAllLines(sandbox.csv()));
        lines.set(10, lines.get(10).replaceFirst("^([^,]*,[^,]*,[^,]*),[^,]*,", "$1,XXXL,"));
        lines.add(samples.row(ROWS));
        Files.write(sandbox.csv(), lines);

        List<Entry> changes = publishedBy(this::runOnce);

        assertThat(changes)
                .extracting(ProductsIT::told)
                .containsExactlyInAnyOrder("update " + samples.ean(9), "insert " + samples.ean(ROWS));
        assertThat(changes).anySatisfy(entry -> assertThat(entry.value()).contains("\"size\":\"XXXL\""));
    }

    @Test
    void withoutAFileTheTableIsTheSource() throws Exception {
        sandbox.sql(
                "create table products (ean text primary key, price real, note text)",
                "insert into products values ('1', 9.5, 'é'), ('2', null, null)");

        runOnce();

        assertThat(sandbox.published())
                .extracting(Entry::value)
                .containsExactlyInAnyOrder(
                        "{\"ean\":\"1\",\"price\":9.5,\"note\":\"é\"}", "{\"ean\":\"2\",\"price\":null,\"note\":null}");
    }

    @Test
    void aRunningPipelinePublishesWhatChanges() throws Exception {
        samples.write(sandbox.csv(), ROWS);
        try (JarProcess run =
                sandbox.setup().with("PRODUCTS_CSV_INTERVAL", "200ms").start("run", "products")) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> sandbox.topic().count() == ROWS);

            sandbox.sql("update products set size = 'odd' where ean = '" + samples.ean(0) + "'");
            await().atMost(PATIENCE).until(() -> sandbox.topic().count() == ROWS + 1);
            Files.writeString(sandbox.csv(), Files.readString(sandbox.csv()) + samples.row(ROWS) + "\n");
            // The changed file says another size than the other program did, and has a row more.
            await().atMost(PATIENCE).until(() -> sandbox.topic().count() == ROWS + 3);
            await().atMost(PATIENCE)
                    .until(
                            () -> sandbox.query("select count(*) from products_changes")
                                    .get(0),
                            "0"::equals);

            run.terminate();
            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
        }
        assertThat(publishedBy(this::runOnce)).isEmpty();
    }

    @Test
    void aTableThatComesLaterIsWaitedFor() throws Exception {
        try (JarProcess run = sandbox.setup().start("run", "products")) {
            await().atMost(PATIENCE).until(() -> run.errors().contains("no table products"));

            sandbox.sql("create table products (ean text primary key)", "insert into products values ('1')");

            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> sandbox.topic().count() == 1);
            run.terminate();
            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
        }
    }

    @Test
    void onlyRowsThatPassTheFilterArePublished() throws Exception {
        sandbox.sql(
                "create table products (ean text primary key, articleStatus text, b2bReadinessDate text)",
                "insert into products values ('1', 'created', date('now')), ('2', 'retired', date('now')),"
                        + " ('3', 'created', '2001-01-01')");
        JarProcess.Setup setup = sandbox.setup()
                .with("PRODUCTS_FILTER", "articleStatus = 'created' AND b2bReadinessDate >= date('now','-30 day')");

        assertThat(setup.run("run", "products", "--once").exitCode()).isZero();
        assertThat(sandbox.published()).extracting(ProductsIT::told).containsExactly("read 1");
        sandbox.sql("update products set articleStatus = 'retired' where ean = '1'");
        assertThat(setup.run("run", "products", "--once").exitCode()).isZero();

        assertThat(sandbox.published()).extracting(ProductsIT::told).containsExactly("read 1", "delete 1");
    }

    // --------------------------------------------------------------------------------------------------- bad input

    @Test
    void badRowsBecomeDeadLettersAndTheGoodOnesLand() throws Exception {
        String good = samples.row(0);
        String price = good.replaceFirst("^((?:[^,]*,){14})[^,]*", "$1cheap");
        Files.writeString(
                sandbox.csv(),
                samples.header() + "\n" + good + "\nragged,row\n" + samples.row(1) + "\n"
                        + price.replace(samples.ean(0), samples.ean(2)) + "\n" + good + "\n" + samples.row(3) + "\n");

        JarProcess run = sandbox.runOnce();

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output()).startsWith("products: 3 stored, 0 duplicates, 3 dead letters");
        assertThat(sandbox.published())
                .extracting(Entry::key)
                .containsExactlyInAnyOrder(samples.ean(0), samples.ean(1), samples.ean(3));
        List<String> details = new ArrayList<>();
        for (JsonNode letter : new JsonMapper().readTree(sandbox.deadLetters())) {
            details.add(letter.get("detail").asText());
        }
        assertThat(details)
                .hasSize(3)
                .anyMatch(detail -> detail.contains("line 3"))
                .anyMatch(detail -> detail.contains("line 5") && detail.contains("price_eur"))
                .anyMatch(detail -> detail.contains("line 6"))
                .noneMatch(detail -> detail.contains("cheap"));
    }

    @Test
    void aBadHeaderFailsTheLoadInOneLineAndChangesNothing() throws Exception {
        publishSamples();
        List<String> before = sandbox.query("select * from products order by ean");
        Files.writeString(sandbox.csv(), samples.header().replace("ean,", "gtin,") + "\n" + samples.row(200) + "\n");

        JarProcess run = sandbox.runOnce();

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.errors().lines().filter(line -> line.contains("ERROR")))
                .singleElement()
                .satisfies(line -> assertThat(line).contains("products.csv", "ean"));
        assertThat(sandbox.query("select * from products order by ean")).isEqualTo(before);
    }

    @Test
    void aRowThatKafkaDoesNotTakeIsADeadLetter() throws Exception {
        sandbox.sql(
                "create table products (ean text primary key, note text)",
                "insert into products values ('1', 'a'), ('2', '" + "x".repeat(3000) + "'), ('3', 'b')");

        JarProcess run =
                sandbox.setup().with("PRODUCTS_MAX_RECORD_SIZE", "2KiB").run("run", "products", "--once");

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output()).startsWith("products: 2 stored, 0 duplicates, 1 dead letters");
        assertThat(sandbox.published()).extracting(Entry::key).containsExactlyInAnyOrder("1", "3");
        assertThat(sandbox.deadLetters()).contains("\"2\"").doesNotContain("xxx");
    }

    @Test
    void aLockedFileIsWaitedForAndThenReported() throws Exception {
        publishSamples();
        sandbox.sql("update products set size = 'XS'");
        try (Connection connection = sandbox.database();
                Statement statement = connection.createStatement()) {
            statement.execute("pragma locking_mode = exclusive");
            statement.execute("begin exclusive");
            JarProcess run = sandbox.setup().with("STARTUP_TIMEOUT", "2s").run("run", "products", "--once");

            assertThat(run.exitCode()).as(run.errors()).isIn(1, 3);
            assertThat(run.errors()).contains("locked");
        }
        assertThat(publishedBy(this::runOnce)).hasSize(ROWS);
    }

    @Test
    void aFileThatAnotherProgramKeepsFromWritingIsReported() throws Exception {
        sandbox.sql("create table products (ean text primary key)", "insert into products values ('1')");
        try (Connection connection = sandbox.database();
                Statement statement = connection.createStatement()) {
            statement.execute("begin immediate");

            JarProcess run = sandbox.setup().with("STARTUP_TIMEOUT", "2s").run("run", "products", "--once");

            assertThat(run.exitCode()).as(run.errors()).isEqualTo(3);
            assertThat(run.errors().lines().filter(line -> line.startsWith("dromedary: ")))
                    .singleElement()
                    .satisfies(line -> assertThat(line).contains("products", "locked", "startup.timeout"));
        }
        runOnce();
        assertThat(sandbox.published()).hasSize(1);
    }

    @Test
    void aCorruptFileIsReportedAndLeftAsItIs() throws Exception {
        Path file = folder.resolve("products.db");
        Files.writeString(file, "this is no database, but long enough to be looked at as one. ".repeat(100));

        JarProcess run = sandbox.runOnce();

        assertThat(run.exitCode()).as(run.errors()).isEqualTo(3);
        assertThat(run.errors()).contains("database products", "corrupt");
        assertThat(file).content().startsWith("this is no database");
    }

    @Test
    void wrongSettingsAreRefusedInOneLine() throws Exception {
        sandbox.sql("create table products (ean text primary key, stock integer)");

        for (Map.Entry<String, String> wrong : Map.of(
                        "PRODUCTS_FILTER", "stok > 0", "PRODUCTS_TABLE", "product", "PRODUCTS_KEY", "gtin")
                .entrySet()) {
            JarProcess run =
                    sandbox.setup().with(wrong.getKey(), wrong.getValue()).run("run", "products", "--once");

            assertThat(run.exitCode()).as(wrong + run.errors()).isEqualTo(2);
            assertThat(run.errors().lines().filter(line -> line.startsWith("dromedary: ")))
                    .singleElement()
                    .satisfies(
                            line -> assertThat(line).contains(wrong.getValue().split(" ")[0]));
        }
    }

    // ------------------------------------------------------------------------------------------------ two processes

    @Test
    void ofTwoProcessesTheOlderEndsAndSaysSo() throws Exception {
        samples.write(sandbox.csv(), ROWS);
        try (JarProcess older = sandbox.setup().start("run", "products")) {
            await().atMost(PATIENCE)
                    .ignoreExceptions()
                    .until(() -> sandbox.topic().count() == ROWS);
            try (JarProcess newer = sandbox.setup().start("run", "products")) {
                await().atMost(PATIENCE).until(() -> newer.errors().contains("Started products"));
                int changed = 0;
                while (older.isAlive()) {
                    changed++;
                    sandbox.sql("update products set size = '" + changed + "' where ean = '" + samples.ean(0) + "'");
                    int least = ROWS + changed;
                    await().atMost(PATIENCE).until(() -> sandbox.topic().count() >= least || !older.isAlive());
                }
                assertThat(older.awaitExit(PATIENCE)).isEqualTo(1);
                assertThat(older.errors()).contains("another process runs pipeline products");
                sandbox.sql("update products set size = 'last' where ean = '" + samples.ean(1) + "'");
                await().atMost(PATIENCE).until(() -> sandbox.published().stream()
                        .anyMatch(entry -> String.valueOf(entry.value()).contains("\"size\":\"last\"")));
                assertThat(sandbox.published())
                        .extracting(entry -> entry.key() + entry.headers())
                        .doesNotHaveDuplicates();
                newer.terminate();
                assertThat(newer.awaitExit(PATIENCE)).as(newer.errors()).isZero();
            }
        }
    }
}
