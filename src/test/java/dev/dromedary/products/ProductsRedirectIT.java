package dev.dromedary.products;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LetterRedirect;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TcpProxy;
import dev.dromedary.sandbox.TopicReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

/** Rows that the load and the topic refuse, sent elsewhere by a user's own route for dead letters. */
class ProductsRedirectIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String CANARY = "canary-4711";

    @TempDir
    private Path folder;

    private List<String> ids(ProductsSandbox sandbox) throws Exception {
        List<String> ids = new ArrayList<>();
        JSON.readTree(sandbox.deadLetters())
                .forEach(letter -> ids.add(letter.get("id").asText()));
        return ids;
    }

    private static String id(String message) {
        try {
            JsonNode sent = JSON.readTree(message);
            assertThat(message).doesNotContain(CANARY);
            assertThat(sent.get("payload").asText()).isNotEmpty();
            return sent.get("id").asText();
        } catch (Exception e) {
            throw new AssertionError("no letter", e);
        }
    }

    /** Nothing is loaded or published past a row whose letter the queue has not got. */
    @Test
    void theFileIsLoadedWhenTheQueueHasItsBadRows() throws Exception {
        ProductsSandbox sandbox = ProductsSandbox.in(folder);
        String queue = "letters-" + System.nanoTime();
        String queueUrl = Sandbox.sqs().createQueue(queue);
        try (TcpProxy link = TcpProxy.before(Sandbox.sqs().endpoint().getPort())) {
            LetterRedirect.toQueue(folder, queue, link.port());
            Files.writeString(sandbox.csv(), "ean,price,note\n1,1.5,-\n");
            JarProcess.Setup setup =
                    sandbox.setup().withSqs("http://127.0.0.1:" + link.port()).with("PRODUCTS_DECIMALS", "price");
            try (JarProcess run = setup.start("run", "products")) {
                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> sandbox.topic().count() == 1);
                link.cut();
                Files.writeString(sandbox.csv(), "ean,price,note\n1,1.5,-\n2,two " + CANARY + "\n3,2.5,-\n");
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(run.errors()).contains("dead letters cannot be kept"));
                assertThat(sandbox.query("select ean from products"))
                        .as("nothing is loaded")
                        .containsExactly("1");

                link.restore();

                await().atMost(PATIENCE)
                        .ignoreExceptions()
                        .until(() -> sandbox.topic().count() == 2);
                run.terminate();
                assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
                assertThat(run.errors()).doesNotContain(CANARY);
            }
        }
        assertThat(LetterRedirect.receive(queueUrl))
                .extracting(Message::body)
                .extracting(ProductsRedirectIT::id)
                .isNotEmpty()
                .containsOnlyElementsOf(ids(sandbox))
                .containsAll(ids(sandbox));
    }

    @Test
    void whatTheTopicRefusesGoesToAnotherTopic() throws Exception {
        ProductsSandbox sandbox = ProductsSandbox.in(folder);
        String topic = "letters-" + System.nanoTime();
        LetterRedirect.toTopic(folder, topic, Sandbox.kafka().bootstrapServers());
        sandbox.sql(
                "create table products (ean text primary key, note text)",
                "insert into products values ('1', '-'), ('2', '" + CANARY + "' || hex(zeroblob(2000))), ('3', '-')");

        JarProcess run =
                sandbox.setup().with("PRODUCTS_MAX_RECORD_SIZE", "2KiB").run("run", "products", "--once");

        assertThat(run.output()).as(run.errors()).startsWith("products: 2 stored, 0 duplicates, 1 dead letters");
        assertThat(sandbox.topic().count()).isEqualTo(2);
        assertThat(new TopicReader(Sandbox.kafka(), topic).readSettled())
                .extracting(TopicReader.Entry::value)
                .extracting(ProductsRedirectIT::id)
                .containsExactlyElementsOf(ids(sandbox))
                .hasSize(1);
    }
}
