package dev.dromedary.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.settings.DataSize;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Messages of a real queue between their receipt and their deletion, without a route. */
class QueueIntakeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final DataSize MEMORY = DataSize.parse("1MiB");

    private final SqsClient client = Sandbox.sqs().client();
    private final String name = "intake-" + System.nanoTime();
    private final String queueUrl = Sandbox.sqs().createQueue(name);
    private final SqsQueue queue = new SqsQueue(client, queueUrl);
    private final List<Delivery> received = new CopyOnWriteArrayList<>();
    private QueueIntake intake;

    @AfterEach
    void close() {
        intake.stop();
        intake.close();
    }

    private List<String> send(int count) {
        return new MessageSender(client, queueUrl)
                .send(IntStream.range(0, count).mapToObj(i -> "message " + i).toList());
    }

    private void start(int receivers, int messages, Consumer<List<Delivery>> sink) {
        SqsSource source = new SqsSource(name, "for the test: no key", () -> client);
        intake = source.intake(new IntakeSettings(receivers, Duration.ofSeconds(1), TIMEOUT, MEMORY, messages), sink);
        intake.start();
    }

    private void startToReceive() {
        start(2, 1000, received::addAll);
    }

    private void awaitReceived(int count) {
        await().atMost(PATIENCE).until(() -> received.size() == count);
    }

    /** What somebody else gets who waits for so long. */
    private List<Delivery> take(Duration waitTime) {
        return queue.receive(waitTime, Duration.ofMinutes(5));
    }

    @Test
    void whatIsAcknowledgedIsDeletedAndThenTheQueueIsDry() {
        List<String> ids = send(25);
        startToReceive();
        awaitReceived(25);
        assertThat(Deliveries.ids(received)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(intake.inFlight()).isEqualTo(25);

        intake.acknowledge(received.subList(0, 24));
        await().atMost(PATIENCE).until(() -> intake.inFlight() == 1);
        assertThat(queue.depth()).isEqualTo(new SqsQueue.Depth(0, 1));
        assertThat(intake.drained()).isFalse();

        intake.acknowledge(received.subList(24, 25));
        await().atMost(PATIENCE).until(intake::drained);
        assertThat(queue.depth()).isEqualTo(new SqsQueue.Depth(0, 0));
    }

    @Test
    void whatIsGivenBackComesAgain() {
        List<String> ids = send(1);
        startToReceive();
        awaitReceived(1);

        intake.giveBack(List.copyOf(received), Duration.ZERO);

        awaitReceived(2);
        assertThat(Deliveries.ids(received)).containsExactly(ids.get(0), ids.get(0));
        assertThat(received.get(1).record().deliveries()).isEqualTo(2);
    }

    @Test
    void afterStoppingWhatWasReceivedStaysInvisibleAndNothingElseIsReceived() {
        send(5);
        startToReceive();
        awaitReceived(5);

        intake.stop();
        String later = send(1).get(0);

        assertThat(Deliveries.ids(take(TIMEOUT))).containsExactly(later);
        assertThat(take(TIMEOUT.multipliedBy(3))).isEmpty();
        assertThat(received).hasSize(5);
        assertThat(intake.inFlight()).isEqualTo(5);
    }

    @Test
    void itReceivesAgainAfterStopping() {
        List<String> ids = send(5);
        startToReceive();
        awaitReceived(5);
        intake.stop();
        List<String> later = send(5);

        intake.start();

        awaitReceived(10);
        assertThat(Deliveries.ids(received.subList(0, 5))).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(Deliveries.ids(received.subList(5, 10))).containsExactlyInAnyOrderElementsOf(later);
        intake.acknowledge(List.copyOf(received));
        await().atMost(PATIENCE).until(intake::drained);
    }

    @Test
    void closingGivesBackWhatIsLeft() {
        send(15);
        startToReceive();
        awaitReceived(15);
        intake.stop();
        intake.acknowledge(received.subList(0, 4));

        intake.close();

        assertThat(queue.depth()).isEqualTo(new SqsQueue.Depth(11, 0));
        assertThat(intake.inFlight()).isZero();
    }

    @Test
    void aSinkThatBlocksIsInterruptedWhenItStopsAndItsMessagesGoBackInTheEnd() {
        send(10);
        start(1, 1000, deliveries -> {
            received.addAll(deliveries);
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().atMost(PATIENCE).until(() -> !received.isEmpty());

        intake.stop();
        assertThat(intake.inFlight()).isEqualTo(received.size());
        intake.close();

        assertThat(queue.depth()).isEqualTo(new SqsQueue.Depth(10, 0));
    }

    @Test
    void noMoreMessagesAreInFlightThanAllowedAndEachThatEndsMakesRoom() {
        send(100);
        start(3, 30, received::addAll);

        awaitReceived(30);
        await().during(TIMEOUT).atMost(PATIENCE).until(() -> received.size() == 30);
        intake.acknowledge(received.subList(0, 9));
        await().atMost(PATIENCE).until(() -> intake.inFlight() == 21);
        await().during(Duration.ofSeconds(1)).atMost(PATIENCE).until(() -> received.size() == 30);

        intake.giveBack(received.subList(9, 10), Duration.ofMinutes(1));
        awaitReceived(40);
        assertThat(intake.inFlight()).isEqualTo(30);
    }
}
