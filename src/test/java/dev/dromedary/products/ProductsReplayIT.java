package dev.dromedary.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.TopicReader.Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Letters of a table put right by the real jar: rows that the topic refused, and rows that the load rejected. */
class ProductsReplayIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    private ProductsSandbox sandbox;

    @BeforeEach
    void makeSandbox() {
        sandbox = ProductsSandbox.in(folder);
    }

    private JarProcess replay(JarProcess.Setup setup) {
        return setup.run("dead-letters", "replay", "--pipeline", "products");
    }

    private List<JsonNode> letters() throws Exception {
        List<JsonNode> letters = new ArrayList<>();
        new JsonMapper().readTree(sandbox.deadLetters()).forEach(letters::add);
        return letters;
    }

    private void state(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/state.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void refuseLongNotes() throws Exception {
        sandbox.sql(
                "create table products (ean integer primary key, note text)",
                "insert into products values (1, '-'), (2, hex(zeroblob(1500))), (3, hex(zeroblob(9000)))");
        JarProcess run =
                sandbox.setup().with("PRODUCTS_MAX_RECORD_SIZE", "2KiB").run("run", "products", "--once");
        assertThat(run.output()).as(run.errors()).startsWith("products: 1 stored, 0 duplicates, 2 dead letters");
    }

    private List<String> keys() {
        return sandbox.published().stream().map(Entry::key).sorted().toList();
    }

    @Test
    void whatTheTopicTakesNowIsSentAsItIsNowAndTheRestFailsAgain() throws Exception {
        refuseLongNotes();
        sandbox.sql("update products set note = note || 'new' where ean = 2");
        JarProcess.Setup larger = sandbox.setup().with("PRODUCTS_MAX_RECORD_SIZE", "4KiB");

        JarProcess first = replay(larger);

        assertThat(first.output()).as(first.errors()).startsWith("products: 1 landed, 1 failed again, ");
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(keys()).containsExactly("1", "2");
        assertThat(sandbox.published())
                .anySatisfy(entry -> assertThat(entry.value()).endsWith("new\"}"));
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.get("source").asText()).isEqualTo("3");
            assertThat(letter.get("attempts").asInt()).isEqualTo(2);
        });
        assertThat(larger.run("run", "products", "--once").output()).startsWith("products: 0 stored");
        assertThat(keys()).containsExactly("1", "2");
    }

    @Test
    void theProcessThatRunsThePipelineSendsThemAndIsNotDisturbed() throws Exception {
        refuseLongNotes();
        JarProcess.Setup larger = sandbox.setup().with("PRODUCTS_MAX_RECORD_SIZE", "4KiB");
        try (JarProcess run = larger.start("run", "products")) {
            await().atMost(PATIENCE).until(() -> run.errors().contains("Started products"));

            JarProcess replay = replay(larger);

            assertThat(replay.output()).as(replay.errors()).startsWith("products: 1 landed, 1 failed again, ");
            assertThat(keys()).containsExactly("1", "2");
            sandbox.sql("update products set note = 'changed' where ean = 1");
            await().atMost(PATIENCE).until(() -> sandbox.topic().count() == 3);
            run.terminate();
            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
        }
        assertThat(letters()).hasSize(1);
    }

    @Test
    void aRowThatPassesTheChecksNowIsLoadedAndPublishedUnlessThereIsANewerOne() throws Exception {
        Files.writeString(sandbox.csv(), "ean,name,size,price\n1,one,S,1.0\n2,two,5,2.0\n3,three,XL,3.0\n");
        JarProcess.Setup strict = sandbox.setup().with("PRODUCTS_DECIMALS", "price");
        assertThat(strict.with("PRODUCTS_INTEGERS", "size")
                        .run("run", "products", "--once")
                        .output())
                .startsWith("products: 1 stored, 0 duplicates, 2 dead letters");
        sandbox.sql("insert into products values ('3', 'drei', null, '3.5')");

        JarProcess replay = replay(strict);

        assertThat(replay.output())
                .as(replay.errors())
                .startsWith("products: 1 landed, 0 failed again, 1 superseded, ");
        assertThat(replay.exitCode()).isZero();
        assertThat(sandbox.published())
                .extracting(Entry::value)
                .containsExactlyInAnyOrder(
                        "{\"ean\":\"1\",\"name\":\"one\",\"size\":\"S\",\"price\":1.0}",
                        "{\"ean\":\"2\",\"name\":\"two\",\"size\":5,\"price\":2.0}",
                        "{\"ean\":\"3\",\"name\":\"drei\",\"size\":null,\"price\":3.5}");
        assertThat(sandbox.setup().run("dead-letters", "list", "--all").output())
                .contains("landed", "discarded");

        // A replay that was killed before its mark.
        state("update dead_letters set landed_at = null");
        assertThat(replay(strict).output()).startsWith("products: 1 landed, 0 failed again, ");
        assertThat(keys()).containsExactly("1", "2", "3");
    }

    /** And a table that another program keeps locked for a while. */
    @Test
    void byTimestampsARowThatWouldNotBeSentIsNotCalledLanded() throws Exception {
        Files.writeString(sandbox.csv(), """
                ean,size,price,lastUpdated
                1,5,1.0,2026-01-31T12:00:00.000Z
                2,S,2.0,2026-01-31T11:58:00.000Z
                3,M,3.0,2026-01-30T12:00:00.000Z
                """);
        JarProcess.Setup setup =
                sandbox.setup().with("PRODUCTS_CAPTURE", "timestamp").with("PRODUCTS_DECIMALS", "price");
        JarProcess run = setup.with("PRODUCTS_INTEGERS", "size").run("run", "products", "--once");
        assertThat(run.output()).as(run.errors()).startsWith("products: 1 stored, 0 duplicates, 2 dead letters");

        JarProcess replay;
        try (Connection other = sandbox.database();
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            replay = setup.start("dead-letters", "replay", "--pipeline", "products");
            await().atMost(PATIENCE).until(() -> replay.errors()
                    .contains("The replay of products fails, trying until it works: products: [SQLITE_BUSY]"));
            statement.execute("rollback");
        }
        replay.awaitExit(PATIENCE);

        assertThat(replay.output()).as(replay.errors()).startsWith("products: 1 landed, 1 failed again, ");
        assertThat(letters()).singleElement().satisfies(letter -> assertThat(
                        letter.get("detail").asText())
                .startsWith("line 4, column 4 (lastUpdated): no time, or before what was sent last"));
        assertThat(sandbox.query("select ean from products order by ean")).containsExactly("1", "2");
        assertThat(setup.run("run", "products", "--once").output()).startsWith("products: 1 stored");
        assertThat(keys()).containsExactly("1", "2");
    }
}
