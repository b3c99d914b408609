package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.JarProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A preview of the catalog on a real S3: what it shows, and that bucket and ledger stay as they are. */
class CatalogPreviewIT {

    private static final String JSON = "[{\"ean\": \"1\", \"price\": 18.50}, {\"ean\": \"2\", \"price\": null}]\n";
    private static final String CANARY = "203.0.113.77";

    @TempDir
    private Path folder;

    private CatalogSandbox sandbox;

    @AfterEach
    void close() {
        sandbox.close();
    }

    private JsonNode preview() {
        JarProcess process = sandbox.setup().run("preview", "catalog", "--json");
        assertThat(process.exitCode()).as(process.errors()).isZero();
        assertThat(process.output() + process.errors()).doesNotContain(CANARY);
        return CatalogSandbox.parse(process.output());
    }

    private List<String> requests() {
        return sandbox.faults.seen().stream()
                .map(AwsRequest::operation)
                .distinct()
                .toList();
    }

    @Test
    void xmlAndFaultsAreShownAndNothingIsWritten() {
        sandbox = CatalogSandbox.in(folder);
        sandbox.put("json/a/b.json", JSON);
        sandbox.put("json/broken.json", "[\n  {\"ip\": \"" + CANARY + "\" x}]");
        String late = new String(CatalogSandbox.sample(4, 1 << 20), StandardCharsets.UTF_8);
        sandbox.put("json/late.json", late.substring(0, late.length() - 3));
        sandbox.put("json/taken.json", JSON);
        sandbox.put("xml/taken.xml", "somebody else's");
        byte[] large = CatalogSandbox.sample(3, 12 << 20);
        sandbox.put("json/large.json", large, Map.of());

        JsonNode shown = preview();

        assertThat(requests()).containsOnly("HeadBucket", "ListObjectsV2", "HeadObject", "GetObject");
        assertThat(sandbox.keys("xml/")).containsExactly("xml/taken.xml");
        assertThat(folder.resolve("data")).doesNotExist();
        assertThat(shown.get("written").findValuesAsText("output"))
                .containsExactly(sandbox.bucket + "/xml/a/b.xml", sandbox.bucket + "/xml/large.xml");
        JsonNode small = shown.get("written").get(0).get("xml");
        assertThat(small.get("text").textValue()).isEqualTo(CatalogSandbox.xml(JSON));
        assertThat(small.get("whole").booleanValue()).isTrue();
        JsonNode beginning = shown.get("written").get(1).get("xml");
        assertThat(beginning.get("whole").booleanValue()).isFalse();
        assertThat(new String(CatalogSandbox.xml(large), StandardCharsets.UTF_8))
                .startsWith(beginning.get("text").textValue());
        assertThat(beginning.get("text").textValue().length()).isBetween(60_000, 65_536);
        assertThat(shown.get("refused").findValuesAsText("reason"))
                .containsExactly("malformed", "malformed", "refused");
        assertThat(shown.get("refused").get(0).get("detail").textValue()).contains("line 2, column 25, byte 26");
        assertThat(shown.get("refused").get(2).get("detail").textValue()).contains("was not made of it");
    }

    @Test
    void whatTheLedgerKnowsAsDoneIsLeftOutAndTheLedgerStaysAsItIs() {
        sandbox = CatalogSandbox.shared(folder);
        sandbox.put("json/done.json", JSON);
        sandbox.runOnce();
        sandbox.put("json/new.json", JSON);
        List<Entry> ledger = sandbox.ledger(State.COMPLETED);

        JarProcess process = sandbox.setup().run("preview", "catalog");

        assertThat(process.output())
                .contains("WOULD BE WRITTEN (1)", "json/new.json", "xml/new.xml", "    <price>18.50</price>")
                .doesNotContain("done.json");
        assertThat(process.errors()).contains("1 objects are done already");
        assertThat(sandbox.ledger(State.COMPLETED)).hasSize(1).isEqualTo(ledger);
        assertThat(sandbox.ledger(State.PENDING)).isEmpty();
        assertThat(sandbox.ledger(State.IN_PROGRESS)).isEmpty();
        assertThat(sandbox.keys("xml/")).containsExactly("xml/done.xml");
    }
}
