package dev.dromedary.kafka;

import static dev.dromedary.kafka.Publishing.PIPELINE;
import static dev.dromedary.kafka.Publishing.batch;
import static dev.dromedary.kafka.Publishing.ids;
import static dev.dromedary.kafka.Publishing.record;
import static dev.dromedary.kafka.Publishing.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.sandbox.KafkaServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker goes away at any moment of a transaction: the same call lands the batch later, and once. */
@Timeout(120)
class TopicPublisherOutageIT {
    private static KafkaServer kafka;

    @TempDir
    private Path folder;

    private final Meddling meddling = new Meddling();
    private Publishing publishing;
    private TopicPublisher publisher;

    @BeforeAll
    static void launch() {
        kafka = KafkaServer.launch();
    }

    @AfterAll
    static void end() {
        kafka.close();
    }

    /** A first batch has landed. */
    @BeforeEach
    void open() throws Exception {
        kafka.start();
        publishing = new Publishing(kafka, folder);
        publisher = publishing.publisher(publishing.builder().maker(meddling));
        publisher.publish(batch(0, 10));
    }

    @AfterEach
    void close() {
        publishing.close();
    }

    private void fails(Batch batch) {
        assertThatThrownBy(() -> publisher.publish(batch))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageStartingWith("kafka at " + kafka.bootstrapServers() + ": ")
                .hasMessageNotContaining("number");
    }

    private Batch publishWhenKafkaIsBack(Batch batch) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .ignoreException(KafkaUnavailableException.class)
                .until(() -> publisher.publish(batch), landed -> true);
    }

    private void assertLandedOnce(Batch landed, int to) {
        assertThat(landed.settled()).isEqualTo(to - 10);
        assertThat(landed.records()).isEmpty();
        assertThat(publishing.keys()).isEqualTo(ids(0, to));
        assertThat(publishing.position()).contains("up to " + to);
    }

    private static void lost() {
        throw new TimeoutException("lost");
    }

    @Test
    void aBrokerThatIsDownIsWaitedFor() {
        kafka.stop();
        fails(batch(10, 20));
        fails(batch(10, 20));

        kafka.start();

        assertLandedOnce(publishWhenKafkaIsBack(batch(10, 20)), 20);
    }

    @Test
    void anOpenTransactionOfAnotherPipelineHidesNoPosition() throws Exception {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                "another pipeline " + publishing.topic,
                "transaction.timeout.ms",
                3_000);
        try (var other = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            other.initTransactions();
            other.beginTransaction();
            other.send(new ProducerRecord<>(publishing.positions, 0, "other", "never committed"))
                    .get();
            publisher.publish(batch(10, 20));
            publisher.close();

            publisher = publishing.publisher();

            assertThat(publisher.position(PIPELINE)).contains("up to 20");
        }
    }

    @Test
    void aBrokerThatStopsInTheMiddleOfATransactionLeavesNothingOfIt() {
        meddling.before("send", 1_500, kafka::stop);
        fails(batch(10, 3_000));

        kafka.start();
        assertThat(publishing.reader().read()).hasSizeLessThanOrEqualTo(10);

        assertLandedOnce(publishWhenKafkaIsBack(batch(10, 3_000)), 3_000);
    }

    @Test
    void aBrokerThatStopsBeforeTheCommitLeavesNothing() {
        meddling.before("commitTransaction", 1, kafka::stop);
        fails(batch(10, 1_000));

        kafka.start();

        assertLandedOnce(publishWhenKafkaIsBack(batch(10, 1_000)), 1_000);
    }

    @Test
    void aCommitWhoseAnswerIsLostIsNotDoneAgain() {
        List<SourceRecord> records = new ArrayList<>(records(10, 20));
        records.add(record("half \ud800", "x"));
        Batch batch = Batch.of(PIPELINE, records, "up to 20");
        meddling.after("commitTransaction", 1, TopicPublisherOutageIT::lost);
        fails(batch);

        Batch landed = publisher.publish(batch);

        assertThat(landed.stored()).isEqualTo(10);
        assertThat(landed.deadLetters()).isEqualTo(1);
        assertThat(publishing.keys()).isEqualTo(ids(0, 20));
        publisher.publish(batch(20, 30));
        assertThat(publishing.keys()).isEqualTo(ids(0, 30));
    }

    @Test
    void aCommitThatWasNotDoneIsDoneAgain() {
        meddling.before("commitTransaction", 1, TopicPublisherOutageIT::lost);
        fails(batch(10, 20));

        assertLandedOnce(publisher.publish(batch(10, 20)), 20);
    }

    /** Invariant 6: what a dead process had under way is not seen, neither records nor position. */
    @Test
    void whatWasNotCommittedIsNeitherSeenNorCounted() {
        meddling.before("commitTransaction", 1, TopicPublisherOutageIT::lost);
        fails(batch(10, 20));

        TopicPublisher next = publishing.publisher();

        assertThat(next.position(PIPELINE)).contains("up to 10");
        assertThat(publishing.keys()).isEqualTo(ids(0, 10));
    }

    @Test
    void aProcessThatDiesBeforeItsCommitIsAnsweredGoesOnAfterIt() {
        meddling.after("commitTransaction", 1, TopicPublisherOutageIT::lost);
        fails(batch(10, 20));

        TopicPublisher next = publishing.publisher();

        assertThat(next.position(PIPELINE)).contains("up to 20");
        assertThat(next.publish(batch(10, 20)).settled()).isEqualTo(10);
        assertThat(publishing.keys()).isEqualTo(ids(0, 20));
    }

    @Test
    void anInterruptedCallLandsNothingAndStaysInterrupted() {
        meddling.before("send", 500, Thread.currentThread()::interrupt);
        try {
            fails(batch(10, 1_000));
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }

        assertLandedOnce(publisher.publish(batch(10, 1_000)), 1_000);
    }

    @Test
    void aPublisherIsClosedSoonAlsoWhileACallWaits() throws Exception {
        CountDownLatch sending = new CountDownLatch(1);
        meddling.before("flush", 1, () -> {
            kafka.stop();
            sending.countDown();
        });
        CompletableFuture<Batch> call = CompletableFuture.supplyAsync(() -> publisher.publish(batch(10, 20)));
        assertThat(sending.await(60, TimeUnit.SECONDS)).isTrue();

        long start = System.nanoTime();
        publisher.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
        assertThat(call).failsWithin(Duration.ofSeconds(20));
    }
}
