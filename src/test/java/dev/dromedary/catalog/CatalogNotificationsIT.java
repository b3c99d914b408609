package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LetterRedirect;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** Objects that event notifications tell of, in a queue of a real server, where listings are too rare to help. */
class CatalogNotificationsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    private final CountDownLatch held = new CountDownLatch(1);
    private CatalogSandbox sandbox;
    private String queueUrl;

    @BeforeEach
    void open() {
        sandbox = CatalogSandbox.in(folder);
        queueUrl = Sandbox.sqs().createQueue("events-" + System.nanoTime());
    }

    @AfterEach
    void close() {
        held.countDown();
        sandbox.close();
    }

    private JarProcess.Setup setup() {
        return sandbox.setup()
                .withSqs(Sandbox.sqs().endpoint().toString())
                .with("CATALOG_NOTIFICATIONS_QUEUE", queueUrl)
                .with("CATALOG_LIST_INTERVAL", "7d");
    }

    // ------------------------------------------------------------------------------------------------ messages

    private void send(String... messages) {
        new MessageSender(Sandbox.sqs().client(), queueUrl).send(List.of(messages));
    }

    /** As a bucket sends it. */
    private static String direct(String name, String bucket, String key) {
        return "{\"Records\": [{\"eventSource\": \"aws:s3\", \"eventName\": \"" + name
                + "\", \"s3\": {\"bucket\": {\"name\": \"" + bucket + "\"}, \"object\": {\"key\": \""
                + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/") + "\"}}}]}";
    }

    private String created(String key) {
        return direct("ObjectCreated:Put", sandbox.bucket, key);
    }

    private String throughTopic(String key) throws Exception {
        return new JsonMapper().writeValueAsString(Map.of("Type", "Notification", "Message", created(key)));
    }

    private String byEventBridge(String key) {
        return "{\"source\": \"aws.s3\", \"detail-type\": \"Object Created\", \"detail\": {\"bucket\": {\"name\": \""
                + sandbox.bucket + "\"}, \"object\": {\"key\": \"" + key + "\"}}}";
    }

    private int messages(QueueAttributeName... which) {
        return Sandbox.sqs()
                .client()
                .getQueueAttributes(request -> request.queueUrl(queueUrl).attributeNames(which))
                .attributes()
                .values()
                .stream()
                .mapToInt(Integer::parseInt)
                .sum();
    }

    /** Visible or not. */
    private int messages() {
        return messages(
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);
    }

    private void awaitEmptyQueue(JarProcess run) {
        await().atMost(PATIENCE).until(() -> messages() == 0 || !run.isAlive());
        assertThat(messages()).as(run.errors()).isZero();
    }

    private void awaitKey(JarProcess run, String key) {
        await().atMost(PATIENCE).until(() -> sandbox.keys("xml/").contains(key) || !run.isAlive());
        assertThat(sandbox.keys("xml/")).as(run.errors()).contains(key);
    }

    /** Starts and has listed the bucket, once and for all. */
    private JarProcess startAndList(JarProcess.Setup setup) {
        sandbox.put("json/first.json", "1");
        JarProcess run = setup.start("run", "catalog");
        awaitKey(run, "xml/first.xml");
        return run;
    }

    private Predicate<AwsRequest> read(String prefix) {
        return request ->
                request.operation().equals("GetObject") && request.path().startsWith(sandbox.bucket + "/" + prefix);
    }

    /** Requests for these objects get no answer before the test lets them. */
    private void hold(String prefix) {
        sandbox.faults.add(
                request -> {
                    try {
                        if (read(prefix).test(request)) {
                            held.await();
                        }
                        return false;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Fault.CUT_BEFORE);
    }

    private void awaitRead(String prefix) {
        await().atMost(PATIENCE).until(() -> sandbox.faults.seen().stream().anyMatch(read(prefix)));
    }

    // --------------------------------------------------------------------------------------------------- tests

    @Test
    void whatMessagesTellOfIsDoneAndTheMessagesAreDeleted() throws Exception {
        try (JarProcess run = startAndList(setup().with("CATALOG_WORKERS", "1"))) {
            sandbox.put("json/ü b+c%.json", "[1]");
            sandbox.put("json/topic.json", "[2]");
            sandbox.put("json/bridge+1.json", "[3]");
            send(created("json/ü b+c%.json"), throughTopic("json/topic.json"), byEventBridge("json/bridge+1.json"));
            awaitEmptyQueue(run);
            assertThat(sandbox.get("xml/ü b+c%.xml")).isEqualTo(CatalogSandbox.xml("[1]"));
            assertThat(sandbox.get("xml/topic.xml")).isEqualTo(CatalogSandbox.xml("[2]"));
            assertThat(sandbox.get("xml/bridge+1.xml")).isEqualTo(CatalogSandbox.xml("[3]"));

            sendWhatIsNothingToDo();
            awaitEmptyQueue(run);
            assertThat(sandbox.keys("xml/")).hasSize(4);
            String newest = putTwiceAndTellTwice();
            awaitEmptyQueue(run);
            send("{\"order\": \"canary-4711\"}");
            awaitEmptyQueue(run);
            assertThatStoppingGivesBackWhatIsNotBegun(run);

            assertThat(sandbox.ledger(State.COMPLETED))
                    .filteredOn(entry -> entry.version().key().equals("json/late.json"))
                    .extracting(entry -> entry.version().etag())
                    .containsExactly(newest);
            assertThat(run.errors()).doesNotContain("canary");
        }
        assertThatTheNextRunDrainsBucketAndQueue();
    }

    private void sendWhatIsNothingToDo() {
        sandbox.put("other/a.json", "[]");
        sandbox.put("json/removed.json", "[]");
        sandbox.put("json/note.txt", "[]");
        send(
                "{\"Service\": \"Amazon S3\", \"Event\": \"s3:TestEvent\", \"Bucket\": \"" + sandbox.bucket + "\"}",
                direct("ObjectRemoved:Delete", sandbox.bucket, "json/removed.json"),
                direct("ObjectCreated:Put", "another-bucket", "json/removed.json"),
                created("other/a.json"),
                created("json/note.txt"),
                created("json/gone.json"));
    }

    /** Returns the ETag of the newer version. */
    private String putTwiceAndTellTwice() {
        sandbox.put("json/late.json", "[\"old\"]");
        String newest = sandbox.put("json/late.json", "[\"new\"]");
        send(created("json/late.json"), created("json/late.json"));
        return newest;
    }

    /** One object is in work, two wait for the worker, two messages wait for room. */
    private void assertThatStoppingGivesBackWhatIsNotBegun(JarProcess run) {
        hold("json/slow-");
        for (int i = 0; i < 5; i++) {
            sandbox.put("json/slow-" + i + ".json", "[" + i + "]");
            send(created("json/slow-" + i + ".json"));
        }
        awaitRead("json/slow-");
        await().atMost(PATIENCE)
                .until(() -> messages(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE) >= 4);

        run.terminate();
        await("others can have them at once")
                .atMost(Duration.ofSeconds(10))
                .until(() -> messages(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES) == 4);
        held.countDown();

        assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
        assertThat(sandbox.keys("xml/slow-")).as("what was in work is done").hasSize(1);
        assertThat(messages()).isEqualTo(4);
    }

    private void assertThatTheNextRunDrainsBucketAndQueue() {
        // What no message told of.
        sandbox.put("json/untold.json", "[9]");
        // What a message tells that is understood only when listings have long found nothing to do.
        int listings = sandbox.faults.count("ListObjectsV2");
        sandbox.faults.add(
                request -> request.operation().equals("HeadObject")
                        && request.path().endsWith("json/first.json")
                        && sandbox.faults.count("ListObjectsV2") < listings + 5,
                Fault.SLOW_DOWN);
        send(created("json/first.json"));

        JarProcess next = setup().with("CATALOG_LIST_INTERVAL", "1s").run("run", "catalog", "--once");

        assertThat(next.output()).as(next.errors()).startsWith("catalog: 6 stored, 0 duplicates, 0 dead letters,");
        assertThat(messages()).isZero();
        assertThat(sandbox.keys("xml/"))
                .hasSize(12)
                .contains("xml/untold.xml", "xml/removed.xml", "xml/slow-0.xml", "xml/slow-4.xml")
                .doesNotContain("xml/gone.xml", "xml/a.xml", "xml/note.xml");
        assertThat(sandbox.get("xml/late.xml")).isEqualTo(CatalogSandbox.xml("[\"new\"]"));
        assertThat(sandbox.faults.seen("PutObject"))
                .extracting(AwsRequest::path)
                .as("each once")
                .doesNotHaveDuplicates()
                .hasSize(12);
        assertThat(sandbox.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.path("pipeline").asText()).isEqualTo("catalog");
            assertThat(letter.path("reason").asText()).isEqualTo("malformed");
            assertThat(letter.path("detail").asText()).isEqualTo("the notification is no event of S3");
        });
    }

    @Test
    void aMessageWhoseProcessWasKilledComesBackAndItsObjectIsDone() {
        JarProcess.Setup setup = setup().with("CATALOG_LEASE", "3s")
                .with("CATALOG_VISIBILITY_TIMEOUT", "3s")
                .with("CATALOG_WAIT_TIME", "1s");
        try (JarProcess one = startAndList(setup);
                JarProcess other = setup.start("run", "catalog")) {
            await().atMost(PATIENCE).until(() -> other.errors().contains("Started catalog"));
            await().atMost(PATIENCE).until(() -> sandbox.faults.count("ListObjectsV2") >= 2);
            hold("json/killed");
            sandbox.put("json/killed.json", "[1]");
            send(created("json/killed.json"));
            awaitRead("json/killed");

            Entry claimed = sandbox.ledger(State.IN_PROGRESS).get(0);
            JarProcess owner = claimed.owner().contains("process " + one.pid() + "-") ? one : other;
            JarProcess survivor = owner == one ? other : one;
            owner.kill();
            held.countDown();

            awaitEmptyQueue(survivor);
            assertThat(sandbox.get("xml/killed.xml")).isEqualTo(CatalogSandbox.xml("[1]"));
            survivor.terminate();
            assertThat(survivor.awaitExit(PATIENCE)).as(survivor.errors()).isZero();
            assertThat(sandbox.ledger(State.COMPLETED))
                    .filteredOn(entry -> entry.version().key().equals("json/killed.json"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.takeovers()).isOne());
        }
    }

    /** What is no notification, and what the conversion rejects: by one route. */
    @Test
    void aUsersOwnRouteSeesEveryDeadLetter() throws Exception {
        String letters = "letters-" + System.nanoTime();
        String lettersUrl = Sandbox.sqs().createQueue(letters);
        LetterRedirect.toQueue(folder, letters, Sandbox.sqs().endpoint().getPort());
        sandbox.put("json/broken.json", "[1, ");
        send("no notification", created("json/broken.json"));

        JarProcess run = setup().run("run", "catalog", "--once");

        assertThat(run.output()).as(run.errors()).contains("2 dead letters");
        List<String> sent = new ArrayList<>();
        for (Message message : LetterRedirect.receive(lettersUrl)) {
            sent.add(new JsonMapper().readTree(message.body()).get("id").asText());
        }
        List<String> kept = new ArrayList<>();
        sandbox.deadLetters().forEach(letter -> kept.add(letter.get("id").asText()));
        assertThat(sent).hasSize(2).containsExactlyInAnyOrderElementsOf(kept);
    }
}
