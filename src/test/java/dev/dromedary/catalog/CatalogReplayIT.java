package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.JarProcess;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that were too deep for a setting, put right by the real jar on a real S3. */
class CatalogReplayIT {

    private static final String DEEP = "[[[[1]]]]";

    @TempDir
    private Path folder;

    private CatalogSandbox sandbox;

    @BeforeEach
    void open() {
        sandbox = CatalogSandbox.in(folder);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private JarProcess replay() {
        return sandbox.setup().run("dead-letters", "replay", "--pipeline", "catalog");
    }

    @Test
    void whatWasPutRightIsConvertedOnceAndTheRestFailsAgain() throws Exception {
        sandbox.put("json/deep-1.json", DEEP);
        sandbox.put("json/deep-2.json", DEEP);
        sandbox.put("json/broken.json", "[1, ");
        sandbox.put("json/replaced.json", "[2, ");
        JarProcess run = sandbox.setup().with("CATALOG_MAX_DEPTH", "3").run("run", "catalog", "--once");
        assertThat(run.output()).as(run.errors()).startsWith("catalog: 0 stored, 0 duplicates, 4 dead letters");
        sandbox.put("json/replaced.json", "[3]");
        sandbox.runOnce();
        String etag = sandbox.head("xml/replaced.xml").eTag();

        JarProcess first = replay();

        assertThat(first.output()).as(first.errors()).startsWith("catalog: 2 landed, 2 failed again, ");
        assertThat(first.exitCode()).isEqualTo(1);
        assertThat(sandbox.get("xml/deep-1.xml")).isEqualTo(CatalogSandbox.xml(DEEP));
        assertThat(sandbox.keys("xml/")).containsExactly("xml/deep-1.xml", "xml/deep-2.xml", "xml/replaced.xml");
        assertThat(sandbox.head("xml/replaced.xml").eTag()).isEqualTo(etag);
        assertThat(sandbox.ledger(State.COMPLETED))
                .as("the newer version of what was replaced stays done")
                .hasSize(3);
        List<JsonNode> open = sandbox.deadLetters();
        assertThat(open)
                .hasSize(2)
                .allSatisfy(letter -> assertThat(letter.get("attempts").asInt()).isEqualTo(2));
        assertThat(open)
                .extracting(letter -> letter.get("detail").asText())
                .anyMatch(detail -> detail.contains("was replaced"));

        // A replay that was killed before its marks.
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/state.db"));
                var statement = connection.createStatement()) {
            assertThat(statement.executeUpdate("update dead_letters set landed_at = null where landed_at > 0"))
                    .isEqualTo(2);
        }
        Entry before = sandbox.ledger(State.COMPLETED).get(0);
        assertThat(replay().output()).startsWith("catalog: 2 landed, 2 failed again, ");
        assertThat(sandbox.ledger(State.COMPLETED).get(0))
                .as("not converted again")
                .isEqualTo(before);
        assertThat(sandbox.deadLetters()).hasSize(2);
    }

    /** Whoever converts a version that has failed marks its letter. */
    @Test
    void aRunThatTriesOnceMoreMarksTheLetter() {
        sandbox.put("json/deep.json", DEEP);
        sandbox.setup().with("CATALOG_MAX_DEPTH", "3").run("run", "catalog", "--once");
        assertThat(sandbox.deadLetters()).hasSize(1);

        JarProcess run = sandbox.setup().with("CATALOG_ATTEMPTS", "2").run("run", "catalog", "--once");

        assertThat(run.output()).as(run.errors()).startsWith("catalog: 1 stored");
        assertThat(sandbox.deadLetters()).isEmpty();
    }
}
