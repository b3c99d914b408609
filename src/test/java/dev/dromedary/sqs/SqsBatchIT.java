package dev.dromedary.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.batch.Batch;
import dev.dromedary.pipeline.Tallies;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.SandboxCredentials;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** The component on a real queue: what it hands over, when it deletes, and what it keeps from others meanwhile. */
class SqsBatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final SqsClient client = Sandbox.sqs().client();
    private final Tallies tallies = new Tallies();
    private String queueUrl;
    private CamelContext context;

    @BeforeEach
    void createQueue(TestInfo test) {
        String name = "batch-" + test.getTestMethod().orElseThrow().getName() + "-" + System.nanoTime();
        queueUrl = Sandbox.sqs().createQueue(name.substring(0, Math.min(80, name.length())));
    }

    @AfterEach
    void stop() {
        if (context != null) {
            context.stop();
        }
    }

    private List<String> send(int count) {
        return new MessageSender(client, queueUrl)
                .send(IntStream.range(0, count).mapToObj(i -> "message " + i).toList());
    }

    private void start(String options, Processor step) throws Exception {
        context = new DefaultCamelContext();
        context.getRegistry().bind("tallies", tallies);
        SqsBatchComponent component = new SqsBatchComponent(SqsClient.builder()
                .endpointOverride(Sandbox.sqs().endpoint())
                .region(SandboxCredentials.region())
                .credentialsProvider(SandboxCredentials.provider())
                .build());
        context.addComponent("sqs-batch", component);
        String queue = queueUrl.substring(queueUrl.lastIndexOf('/') + 1);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("sqs-batch:" + queue + "?pipeline=test&waitTime=1s&" + options)
                        .process(step);
            }
        });
        context.start();
    }

    private Map<QueueAttributeName, String> depth() {
        return client.getQueueAttributes(request -> request.queueUrl(queueUrl)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
    }

    private int messages() {
        return depth().values().stream().mapToInt(Integer::parseInt).sum();
    }

    private static void landAll(Exchange exchange) {
        Batch batch = exchange.getMessage().getBody(Batch.class);
        exchange.getMessage().setBody(batch.landed());
    }

    @Test
    void everyMessageIsHandedOverOnceInBatchesAndDeleted() throws Exception {
        List<String> ids = send(1000);
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger largest = new AtomicInteger();

        start("batchSize=200&batchWindow=500ms", exchange -> {
            Batch batch = exchange.getMessage().getBody(Batch.class);
            largest.accumulateAndGet(batch.records().size(), Math::max);
            batch.records().forEach(record -> seen.add(record.id()));
            landAll(exchange);
        });

        await().atMost(PATIENCE).until(this::messages, count -> count == 0);
        assertThat(seen).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(largest.get()).isGreaterThan(10).isLessThanOrEqualTo(200);
        assertThat(tallies.of("test").counts().stored()).isEqualTo(1000);
    }

    @Test
    void nothingIsDeletedBeforeTheRouteHasEnded() throws Exception {
        send(20);
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch mayEnd = new CountDownLatch(1);

        start("batchSize=20&batchWindow=1s&workers=1", exchange -> {
            working.countDown();
            mayEnd.await(60, TimeUnit.SECONDS);
            landAll(exchange);
        });

        assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(messages()).isEqualTo(20);
        mayEnd.countDown();
        await().atMost(PATIENCE).until(this::messages, count -> count == 0);
    }

    @Test
    void messagesStayInvisibleForLongerThanTheirTimeout() throws Exception {
        send(30);
        CountDownLatch mayEnd = new CountDownLatch(1);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger handed = new AtomicInteger();

        start("batchSize=10&workers=1&visibilityTimeout=3s", exchange -> {
            Batch batch = exchange.getMessage().getBody(Batch.class);
            batch.records().forEach(record -> seen.add(record.id()));
            handed.addAndGet(batch.records().size());
            mayEnd.await(60, TimeUnit.SECONDS);
            landAll(exchange);
        });
        await().atMost(PATIENCE).until(() -> tallies.of("test").counts().received() == 30);

        // Three visibility timeouts of long polling: those in work and those that wait for work are nobody else's.
        assertThat(client.receiveMessage(request -> request.queueUrl(queueUrl).waitTimeSeconds(10))
                        .messages())
                .isEmpty();
        mayEnd.countDown();
        await().atMost(PATIENCE).until(this::messages, count -> count == 0);
        assertThat(seen).hasSize(30);
        assertThat(handed).hasValue(30);
    }

    @Test
    void aRouteThatLosesRecordsDeletesNothing() throws Exception {
        send(10);
        AtomicInteger batches = new AtomicInteger();

        start("batchSize=10", exchange -> batches.incrementAndGet());

        await().atMost(PATIENCE).until(() -> tallies.of("test").counts().givenBack() == 10);
        assertThat(batches.get()).isPositive();
        assertThat(messages()).isEqualTo(10);
        assertThat(tallies.of("test").counts().settled()).isZero();
    }

    @Test
    void aRouteThatFailsDeletesNothing() throws Exception {
        send(10);

        start("batchSize=10", exchange -> {
            throw new IllegalStateException("broken");
        });

        await().atMost(PATIENCE).until(() -> tallies.of("test").counts().givenBack() == 10);
        assertThat(messages()).isEqualTo(10);
    }

    @Test
    void stoppingFinishesWhatWasReceived() throws Exception {
        send(500);
        Set<String> landed = new HashSet<>();
        CountDownLatch working = new CountDownLatch(1);

        start("batchSize=50&workers=1", exchange -> {
            exchange.getMessage().getBody(Batch.class).records().forEach(record -> landed.add(record.id()));
            working.countDown();
            landAll(exchange);
        });
        assertThat(working.await(60, TimeUnit.SECONDS)).isTrue();
        context.stop();

        assertThat(messages()).isEqualTo(500 - landed.size());
        assertThat(depth().get(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .isEqualTo("0");
    }

    @Test
    void smallMessagesAreBoundByTheBatchesThatTheyMake() throws Exception {
        send(200);
        CountDownLatch mayEnd = new CountDownLatch(1);
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());

        start("receivers=3&workers=2&batchSize=15&batchWindow=1s", exchange -> {
            sizes.add(exchange.getMessage().getBody(Batch.class).records().size());
            mayEnd.await(60, TimeUnit.SECONDS);
            landAll(exchange);
        });

        // Two batches in work and two that wait, and a call for each of the receivers.
        await().atMost(PATIENCE).until(() -> tallies.of("test").counts().received() >= 60);
        await().during(Duration.ofSeconds(3))
                .atMost(PATIENCE)
                .until(() -> tallies.of("test").counts().received() <= 90);
        mayEnd.countDown();
        await().atMost(PATIENCE).until(this::messages, count -> count == 0);
        assertThat(tallies.of("test").counts().stored()).isEqualTo(200);
        assertThat(sizes).as("batches are full").contains(15);
    }

    @Test
    void largeMessagesAreBoundByMemoryAndNotByCount() throws Exception {
        String large = "x".repeat(200_000);
        new MessageSender(client, queueUrl).send(Collections.nCopies(100, large));
        CountDownLatch mayEnd = new CountDownLatch(1);

        start("memory=2MiB&receivers=2&workers=1&batchSize=500&batchWindow=50ms", exchange -> {
            mayEnd.await(60, TimeUnit.SECONDS);
            landAll(exchange);
        });

        // 2 MiB hold 10 of them; the first call of each receiver may overdraw it, because nobody knows their size yet.
        await().atMost(PATIENCE).until(() -> tallies.of("test").counts().received() > 0);
        await().during(Duration.ofSeconds(4))
                .atMost(PATIENCE)
                .until(() -> tallies.of("test").counts().received() <= 20);
        mayEnd.countDown();
        await().atMost(PATIENCE).until(this::messages, count -> count == 0);
        assertThat(tallies.of("test").counts().stored()).isEqualTo(100);
    }
}
