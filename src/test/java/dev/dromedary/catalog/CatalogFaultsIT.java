package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 3 and 6 for objects that are at fault: each is rejected with its reason and place, nothing of it is visible
 * anywhere, and the others go on.
 */
class CatalogFaultsIT {

    private static final String CANARY = "canary-4711";
    private static final int MIB = 1 << 20;

    /** Bytes of products before a fault: several parts of the smallest size. */
    private static final int LARGE = 12 * MIB;

    @TempDir
    private Path folder;

    private CatalogSandbox sandbox;

    /** By key, what the ledger must say of it. */
    private final Map<String, String> bad = new LinkedHashMap<>();

    @BeforeEach
    void open() {
        sandbox = CatalogSandbox.in(folder);
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void putBad(String key, byte[] json, String reason) {
        sandbox.put(key, json, Map.of());
        bad.put(key, reason);
    }

    private void putBad(String key, String json, String reason) {
        putBad(key, json.getBytes(StandardCharsets.UTF_8), reason);
    }

    /** A list of some megabytes, on one line and without its end. */
    private static String products(int bytes) {
        String product = "{\"ean\": \"" + CANARY + "\", \"price\": 18.50, \"text\": \"" + "x".repeat(1000) + "\"},";
        return "[" + product.repeat(bytes / product.length() + 1);
    }

    /** Acts when a request of this kind comes for the second time, before it is done, and lets it pass. */
    private void atSecondRange(String key, Runnable action) {
        AtomicInteger count = new AtomicInteger();
        sandbox.faults.add(
                request -> {
                    if (isFor(key, "GetObject").test(request) && count.incrementAndGet() == 2) {
                        action.run();
                    }
                    return false;
                },
                Fault.CUT_BEFORE);
    }

    private Predicate<AwsRequest> isFor(String key, String operation) {
        return request ->
                request.operation().equals(operation) && request.path().equals(sandbox.bucket + "/" + key);
    }

    private void putMalformed() {
        putBad(
                "json/truncated.json",
                "[{\"ean\": \"" + CANARY + "\"},\n {\"x\":",
                "line 2, column 7, byte 31: unexpected end of input");
        putBad("json/empty.json", "", "line 1, column 1, byte 0: the input is empty");
        ByteArrayOutputStream latin = new ByteArrayOutputStream();
        latin.writeBytes(("[\"" + CANARY + "\",\n\"").getBytes(StandardCharsets.UTF_8));
        latin.write(0xE9);
        // It could begin a character that this byte cannot continue.
        latin.writeBytes("\"]".getBytes(StandardCharsets.UTF_8));
        putBad("json/latin.json", latin.toByteArray(), "line 2, column 3, byte 18: a byte that is not UTF-8");
        putBad(
                "json/utf16.json",
                ("[\"" + CANARY + "\"]").getBytes(StandardCharsets.UTF_16),
                "line 1, column 1, byte 0: UTF-16 or UTF-32, but only UTF-8 is read");
        putBad(
                "json/deep.json",
                "[".repeat(100_000) + "]".repeat(100_000),
                "line 1, column 1002, byte 1001: lists and objects in more than 1000 levels");
        putBad(
                "json/long-key.json",
                "[{\"" + "k".repeat(MIB) + "\": \"" + CANARY + "\"}]",
                "a key that makes a name of more than 1000 characters");
        String late = products(LARGE);
        putBad(
                "json/late.json",
                late + "\n{\"ean\": tru}]",
                "line 2, column 9, byte " + (late.length() + 9) + ": a word that is neither true nor false nor null");
    }

    private void putUnreadable() {
        byte[] json = ("[\"" + CANARY + "\"]").getBytes(StandardCharsets.UTF_8);
        putBad("json/denied.json", json, "GetObject is refused: AccessDenied");
        sandbox.faults.add(isFor("json/denied.json", "GetObject"), Fault.DENIED);
        sandbox.put("json/checksum.json", json, Map.of("sha256", "0a".repeat(32)));
        bad.put("json/checksum.json", "and not the one that its metadata has");
        String large = products(LARGE) + "1]";
        putBad("json/deleted.json", large, "was deleted");
        atSecondRange(
                "json/deleted.json",
                () -> sandbox.client.deleteObject(
                        request -> request.bucket(sandbox.bucket).key("json/deleted.json")));
        putBad("json/replaced.json", large, "was replaced");
        atSecondRange("json/replaced.json", () -> sandbox.put("json/replaced.json", "[\"new\"]"));
    }

    @Test
    void badObjectsAreRejectedWithReasonAndPlaceAndTheOthersGoOn() throws Exception {
        putMalformed();
        putUnreadable();
        String longText = "[\"" + "ü".repeat(25 * MIB) + "\"]";
        sandbox.put("json/long-text.json", longText);
        sandbox.put("json/mark.json", "\uFEFF[1]");
        sandbox.put("json/good.json", "[18.50]");

        JarProcess run = sandbox.setup()
                .withJvmOption("-Xmx128m")
                .with("CATALOG_PART_SIZE", "5MiB")
                .with("CATALOG_PARTS", "2")
                .with("CATALOG_MEMORY", "40MiB")
                .run("run", "catalog", "--once");

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(run.output()).startsWith("catalog: 4 stored, 0 duplicates, " + bad.size() + " dead letters,");
        assertThatTheLedgerTellsWhatWasBad();
        assertThatTheLettersAreReferences();
        assertThat(sandbox.get("xml/good.xml")).isEqualTo(CatalogSandbox.xml("[18.50]"));
        assertThat(sandbox.get("xml/mark.xml")).isEqualTo(CatalogSandbox.xml("[1]"));
        assertThat(sandbox.get("xml/replaced.xml")).isEqualTo(CatalogSandbox.xml("[\"new\"]"));
        assertThat(sandbox.get("xml/long-text.xml").equals(CatalogSandbox.xml(longText)))
                .as("the long text is whole")
                .isTrue();
        assertThatNothingOfTheBadIsVisible();
        assertThat(run.output() + run.errors()).doesNotContain(CANARY, "xxxxxxxxxx", "kkkkkkkkkk");
        try (Stream<Path> files = Files.walk(folder.resolve("data"))) {
            assertThat(files.filter(Files::isRegularFile))
                    .allSatisfy(file -> assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                            .doesNotContain(CANARY));
        }
    }

    private void assertThatTheLedgerTellsWhatWasBad() {
        // The newer version of this one was completed after it.
        assertThat(sandbox.ledger(State.SUPERSEDED))
                .extracting(entry -> entry.version().key())
                .containsExactly("json/replaced.json");
        Map<String, Entry> failed = Stream.of(State.FAILED, State.SUPERSEDED)
                .flatMap(state -> sandbox.ledger(state).stream())
                .collect(Collectors.toMap(entry -> entry.version().key(), Function.identity()));
        assertThat(failed.keySet()).isEqualTo(bad.keySet());
        assertThat(bad).allSatisfy((key, reason) -> {
            assertThat(failed.get(key).reason()).get().asString().contains(reason);
            boolean gone = reason.startsWith("was ");
            assertThat(failed.get(key).attempts()).as(key).isEqualTo(gone ? 0 : 1);
        });
        assertThat(sandbox.ledger(State.COMPLETED)).hasSize(4);
    }

    private void assertThatTheLettersAreReferences() {
        List<JsonNode> letters = sandbox.deadLetters();
        assertThat(letters).hasSize(bad.size()).allSatisfy(letter -> {
            String id = letter.path("source").asText();
            String key = id.substring(id.indexOf('/') + 1, id.indexOf(" ("));
            assertThat(letter.path("detail").asText()).as(key).contains(bad.get(key));
        });
        JsonNode late = letters.stream()
                .filter(letter -> letter.path("source").asText().contains("late.json"))
                .findFirst()
                .orElseThrow();
        String shown = sandbox.setup()
                .run("dead-letters", "show", late.path("id").asText(), "--payload")
                .output();
        assertThat(shown)
                .hasSizeLessThan(2000)
                .contains("\"key\":\"json/late.json\"")
                .doesNotContain(CANARY);
    }

    /** Nor was it ever: no request would have made it so. */
    private void assertThatNothingOfTheBadIsVisible() {
        assertThat(sandbox.keys("xml/"))
                .containsExactlyInAnyOrder("xml/good.xml", "xml/long-text.xml", "xml/mark.xml", "xml/replaced.xml");
        assertThat(sandbox.faults.seen("PutObject"))
                .extracting(AwsRequest::path)
                .containsExactlyInAnyOrder(
                        sandbox.bucket + "/xml/good.xml",
                        sandbox.bucket + "/xml/mark.xml",
                        sandbox.bucket + "/xml/replaced.xml");
        assertThat(sandbox.faults.seen("CompleteMultipartUpload"))
                .extracting(AwsRequest::path)
                .containsExactly(sandbox.bucket + "/xml/long-text.xml");
        assertThat(sandbox.faults.seen("CreateMultipartUpload"))
                .extracting(AwsRequest::path)
                .contains(sandbox.bucket + "/xml/late.xml");
        assertThat(sandbox.uploads()).isZero();
    }

    @Test
    void whatIsWronglyConfiguredIsSaidAtTheStart() {
        assertMisuse("CATALOG_BUCKET", "nowhere", "bucket nowhere does not exist", "(for catalog: catalog.bucket)");
        assertMisuse(
                "CATALOG_OUTPUT_BUCKET",
                "nowhere",
                "bucket nowhere does not exist",
                "(for catalog: catalog.output-bucket)");
        assertMisuse(
                "CATALOG_SUFFIXES", "json", "the suffixes of objects are like \".json, .jsonl\", and not \"json\"");
    }

    private void assertMisuse(String name, String value, String... words) {
        JarProcess run = sandbox.setup().with(name, value).run("run", "catalog", "--once");

        assertThat(run.exitCode()).as(run.errors()).isEqualTo(2);
        assertThat(run.errors().lines().filter(line -> line.startsWith("dromedary: ")))
                .singleElement()
                .asString()
                .contains(words);
    }
}
