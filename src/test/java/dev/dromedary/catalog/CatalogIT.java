package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.Outcome;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.JarProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the catalog pipeline makes of objects, by the jar on a real server. */
class CatalogIT {

    private static final String JSON = "[{\"ean\": \"1\", \"price\": 18.50}, {\"ean\": \"2\", \"price\": null}]\n";

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

    private static String sha256(String text) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest);
    }

    @Test
    void everyJsonObjectUnderThePrefixBecomesXml() throws Exception {
        String etag = sandbox.put("json/a/b.json", JSON);
        sandbox.put("json/lines.jsonl", "{\"ean\": 1}\n\n{\"ean\": 2}\n");
        sandbox.put("json/ü b+c%.JSON", "true");
        sandbox.put("json/readme.txt", "no JSON, and not meant");
        sandbox.put("other/c.json", "[]");

        JarProcess run = sandbox.runOnce();

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output()).startsWith("catalog: 3 stored, 0 duplicates, 0 dead letters,");
        assertThat(sandbox.keys("xml/")).containsExactlyInAnyOrder("xml/a/b.xml", "xml/lines.xml", "xml/ü b+c%.xml");
        String xml = sandbox.get("xml/a/b.xml");
        assertThat(xml).isEqualTo(CatalogSandbox.xml(JSON)).contains("<price>18.50</price>");
        assertThat(sandbox.get("xml/lines.xml")).contains("<ean>1</ean>", "<ean>2</ean>");
        assertThat(sandbox.head("xml/a/b.xml").contentType()).isEqualTo("application/xml");
        assertThat(sandbox.head("xml/a/b.xml").metadata())
                .containsEntry("sha256", sha256(xml))
                .containsEntry("source-sha256", sha256(JSON))
                .containsEntry("source-etag", etag);
        Entry entry = sandbox.ledger(State.COMPLETED).stream()
                .filter(row -> row.version().key().equals("json/a/b.json"))
                .findFirst()
                .orElseThrow();
        assertThat(entry.outcome())
                .contains(new Outcome(
                        sha256(JSON),
                        JSON.length(),
                        "xml/a/b.xml",
                        sandbox.head("xml/a/b.xml").eTag().replace("\"", ""),
                        sha256(xml),
                        xml.length()));
    }

    @Test
    void anUnchangedObjectIsNotDoneAgainAndANewVersionIs() {
        sandbox.put("json/a.json", "1");
        sandbox.put("json/b.json", "[2]");
        assertThat(sandbox.runOnce().output()).startsWith("catalog: 2 stored,");

        assertThat(sandbox.runOnce().output()).startsWith("catalog: 0 stored, 0 duplicates, 0 dead letters,");

        sandbox.put("json/b.json", "[3]");
        assertThat(sandbox.setup().run("status", "catalog").output()).contains("1 objects");
        assertThat(sandbox.runOnce().output()).startsWith("catalog: 1 stored,");
        assertThat(sandbox.setup().run("status", "catalog").output()).contains("0 objects");
        assertThat(sandbox.get("xml/b.xml")).isEqualTo(CatalogSandbox.xml("[3]"));

        sandbox.put("json/b.json", "[2]");
        assertThat(sandbox.runOnce().output()).as("an old content, anew").startsWith("catalog: 1 stored,");
        assertThat(sandbox.get("xml/b.xml")).isEqualTo(CatalogSandbox.xml("[2]"));
        assertThat(sandbox.get("xml/a.xml")).isEqualTo(CatalogSandbox.xml("1"));
    }

    @Test
    void whatIsNoJsonBecomesADeadLetterByReferenceAndTheOthersGoOn() {
        String etag = sandbox.put("json/bad.json", "[{\"secret\": \"4711\"},\n {\"x\": tru}]");
        sandbox.put("json/empty.json", "");
        sandbox.put("json/good.json", JSON);

        JarProcess run = sandbox.runOnce();

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output()).startsWith("catalog: 1 stored, 0 duplicates, 2 dead letters,");
        assertThat(sandbox.keys("xml/")).containsExactly("xml/good.xml");
        assertThat(sandbox.ledger(State.FAILED))
                .extracting(entry -> entry.version().key())
                .containsExactlyInAnyOrder("json/bad.json", "json/empty.json");
        var letter = sandbox.deadLetters().stream()
                .filter(one -> one.path("source").asText().contains("bad.json"))
                .findFirst()
                .orElseThrow();
        assertThat(letter.path("reason").asText()).isEqualTo("malformed");
        assertThat(letter.path("detail").asText()).contains("line 2, column ").contains("byte ");
        JarProcess shown =
                sandbox.setup().run("dead-letters", "show", letter.path("id").asText(), "--payload");
        assertThat(shown.output())
                .contains("\"bucket\":\"" + sandbox.bucket + "\"", "\"key\":\"json/bad.json\"", etag)
                .doesNotContain("4711");
        assertThat(sandbox.runOnce().output())
                .as("a version that has failed is not tried again")
                .startsWith("catalog: 0 stored, 0 duplicates, 0 dead letters,");
        JarProcess again = sandbox.setup().with("CATALOG_ATTEMPTS", "2").run("run", "catalog", "--once");
        assertThat(again.output()).startsWith("catalog: 0 stored, 0 duplicates, 2 dead letters,");
        assertThat(sandbox.deadLetters()).as("the same letters").hasSize(2);
    }

    @Test
    void anOutputThatWasNotMadeOfTheObjectIsNotReplaced() {
        sandbox.put("json/a.json", "1");
        assertThat(sandbox.runOnce().output()).startsWith("catalog: 1 stored,");
        sandbox.put("json/a.jsonl", "2");
        sandbox.put("json/b.json", "3");
        sandbox.put("xml/b.xml", "a stranger's");

        assertThat(sandbox.runOnce().output()).startsWith("catalog: 0 stored, 0 duplicates, 2 dead letters,");

        assertThat(sandbox.get("xml/a.xml")).isEqualTo(CatalogSandbox.xml("1"));
        assertThat(sandbox.get("xml/b.xml")).isEqualTo("a stranger's");
        assertThat(sandbox.ledger(State.FAILED).get(0).reason())
                .get()
                .asString()
                .contains("was not made of it");
    }

    @Test
    void anInputWhoseChecksumIsNotTheOneItClaimsIsRefused() throws Exception {
        byte[] json = JSON.getBytes(StandardCharsets.UTF_8);
        sandbox.put("json/right.json", json, Map.of("sha256", sha256(JSON)));
        sandbox.put("json/wrong.json", json, Map.of("sha256", sha256("other")));

        assertThat(sandbox.runOnce().output()).startsWith("catalog: 1 stored, 0 duplicates, 1 dead letters,");

        assertThat(sandbox.keys("xml/")).isEqualTo(List.of("xml/right.xml"));
        assertThat(sandbox.ledger(State.FAILED).get(0).reason())
                .get()
                .asString()
                .contains("SHA-256");
    }
}
