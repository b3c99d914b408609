package dev.dromedary.kafka;

import static dev.dromedary.kafka.Publishing.PIPELINE;
import static dev.dromedary.kafka.Publishing.batch;
import static dev.dromedary.kafka.Publishing.ids;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TransactionState;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Two processes that publish one pipeline: one of them goes on, whoever comes when, and each record lands once. */
@Timeout(60)
class TopicPublisherFencingIT {
    @TempDir
    private Path folder;

    private final Meddling meddling = new Meddling();
    private Publishing publishing;
    private TopicPublisher older;

    /** The older process has published a batch. */
    @BeforeEach
    void open() throws Exception {
        publishing = new Publishing(Sandbox.kafka(), folder);
        older = publishing.publisher(publishing.builder().maker(meddling));
        older.publish(batch(0, 10));
    }

    @AfterEach
    void close() {
        publishing.close();
    }

    private void isFenced(TopicPublisher publisher) {
        assertThatThrownBy(() -> publisher.publish(batch(10, 20)))
                .isInstanceOf(FencedException.class)
                .hasMessage("another process runs pipeline products (transactional id " + publishing.topic
                        + "); this one stops");
    }

    private static void failsOnce(TopicPublisher publisher) {
        assertThatThrownBy(() -> publisher.publish(batch(10, 20))).isInstanceOf(KafkaUnavailableException.class);
    }

    private void goesOn(TopicPublisher publisher) {
        assertThat(publisher.publish(batch(10, 20)).settled()).isEqualTo(10);
        assertThat(publisher.publish(batch(20, 30)).settled()).isEqualTo(10);
        assertThat(publishing.keys()).isEqualTo(ids(0, 30));
        assertThat(publishing.position()).contains("up to 30");
    }

    @Test
    void whoComesLaterGoesOnAndTheOlderStops() {
        TopicPublisher newcomer = publishing.publisher();
        assertThat(newcomer.position(PIPELINE)).contains("up to 10");

        isFenced(older);
        isFenced(older);
        assertThatThrownBy(() -> older.position(PIPELINE)).isInstanceOf(FencedException.class);

        assertThat(meddling.producers()).as("producers of the older").isEqualTo(1);
        goesOn(newcomer);
    }

    /** As a replay does while the pipeline waits for its next run. */
    @Test
    void whoGoesOnAfterItsRunGoesOnFromWhatAnotherHasLanded() {
        older.release(PIPELINE);
        TopicPublisher replay = publishing.publisher();
        assertThat(replay.position(PIPELINE)).contains("up to 10");
        replay.publish(batch(10, 20));

        assertThat(older.position(PIPELINE)).contains("up to 20");

        assertThat(older.publish(batch(20, 30)).settled()).isEqualTo(10);
        isFenced(replay);
        assertThat(publishing.keys()).isEqualTo(ids(0, 30));
    }

    @Test
    void anOlderInTheMiddleOfATransactionLandsNothingOfIt() {
        TopicPublisher newcomer = publishing.publisher();
        meddling.before("commitTransaction", 1, () -> newcomer.position(PIPELINE));

        isFenced(older);

        assertThat(publishing.keys()).isEqualTo(ids(0, 10));
        goesOn(newcomer);
    }

    /** The older sees no claim yet and goes on; then the newcomer, which has published nothing, is the one to stop. */
    @Test
    void aNewcomerThatIsOvertakenBeforeItsClaimStops() {
        Meddling other = new Meddling();
        TopicPublisher newcomer = publishing.publisher(publishing.builder().maker(other));
        other.after("initTransactions", 1, () -> {
            failsOnce(older);
            older.publish(batch(10, 20));
        });

        assertThatThrownBy(() -> newcomer.position(PIPELINE)).isInstanceOf(FencedException.class);

        isFenced(newcomer);
        assertThat(other.producers()).isEqualTo(1);
        older.publish(batch(20, 30));
        assertThat(publishing.keys()).isEqualTo(ids(0, 30));
    }

    /** The older looks, sees no claim, and starts a producer after the newcomer's claim: it finds the claim then. */
    @Test
    void aNewcomerThatClaimsWhileTheOlderRecoversGoesOn() {
        TopicPublisher newcomer = publishing.publisher();
        meddling.before("commitTransaction", 1, () -> {
            throw new org.apache.kafka.common.errors.TimeoutException("lost");
        });
        failsOnce(older);
        meddling.before("initTransactions", 1, () -> newcomer.position(PIPELINE));

        isFenced(older);

        failsOnce(newcomer);
        goesOn(newcomer);
        isFenced(older);
    }

    /** Two that start for the first time: the claim of the first comes too late. */
    @Test
    void ofTwoThatStartTogetherOneGoesOn() throws Exception {
        try (Publishing fresh = new Publishing(Sandbox.kafka(), folder)) {
            Meddling early = new Meddling();
            TopicPublisher first = fresh.publisher(fresh.builder().maker(early));
            TopicPublisher second = fresh.publisher();
            early.after("initTransactions", 1, () -> second.position(PIPELINE));

            assertThatThrownBy(() -> first.position(PIPELINE)).isInstanceOf(FencedException.class);

            second.publish(batch(0, 10));
            assertThat(fresh.keys()).isEqualTo(ids(0, 10));
        }
    }

    /** The first is fenced before anybody has made a claim: it does not fight, or both might go on fighting. */
    @Test
    void ofTwoThatStartTogetherTheEarlierStopsAlsoWhileThereIsNoClaim() throws Exception {
        try (Publishing fresh = new Publishing(Sandbox.kafka(), folder)) {
            Meddling early = new Meddling();
            Meddling late = new Meddling();
            TopicPublisher first = fresh.publisher(fresh.builder().maker(early));
            TopicPublisher second = fresh.publisher(fresh.builder().maker(late));
            CountDownLatch started = new CountDownLatch(1);
            CountDownLatch overtaken = new CountDownLatch(1);
            early.before("beginTransaction", 1, () -> {
                started.countDown();
                await(overtaken);
            });
            CompletableFuture<Optional<String>> beaten = CompletableFuture.supplyAsync(() -> first.position(PIPELINE));
            await(started);
            late.before("beginTransaction", 1, () -> {
                overtaken.countDown();
                assertThat(beaten)
                        .failsWithin(Duration.ofSeconds(20))
                        .withThrowableThat()
                        .withCauseInstanceOf(FencedException.class);
            });

            second.publish(batch(0, 10));

            assertThat(fresh.keys()).isEqualTo(ids(0, 10));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The process stood still for longer than the transaction may take. In the middle of its records it is fenced as if another had come. */
    @ParameterizedTest
    @CsvSource({"send, 6", "commitTransaction, 1"})
    void aProcessThatStoodStillGoesOn(String method, int call) {
        Timing hasty = new Timing(
                Publishing.SHORT.request(),
                Publishing.SHORT.delivery(),
                Publishing.SHORT.block(),
                Duration.ofMillis(500));
        TopicPublisher publisher =
                publishing.publisher(publishing.builder().maker(meddling).timing(hasty));
        publisher.position(PIPELINE);
        meddling.before(method, call, this::awaitTheBrokerToEndTheTransaction);

        failsOnce(publisher);

        goesOn(publisher);
    }

    private void awaitTheBrokerToEndTheTransaction() {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Sandbox.kafka().bootstrapServers()))) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .until(
                            () -> admin.describeTransactions(List.of(publishing.topic))
                                    .description(publishing.topic)
                                    .get()
                                    .state(),
                            TransactionState.COMPLETE_ABORT::equals);
        }
    }
}
