package dev.dromedary.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.pipeline.Backoff;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;

/** Deletion on a real queue: each entry's answer counts, not only the call's. */
class AcknowledgerIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SqsClient client = Sandbox.sqs().client();
    private final String queueUrl = Sandbox.sqs().createQueue("acknowledger-" + System.nanoTime());
    private final SqsQueue queue = new SqsQueue(client, queueUrl);
    private final List<Delivery> done = new CopyOnWriteArrayList<>();

    private List<Delivery> receive(int count) {
        new MessageSender(client, queueUrl)
                .send(IntStream.range(0, count).mapToObj(i -> "message " + i).toList());
        List<Delivery> received = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            received.addAll(queue.receive(Duration.ofSeconds(1), Duration.ofMinutes(5)));
            return received.size() == count;
        });
        return received;
    }

    @Test
    void anEntryThatIsRefusedTakesNoOtherAlong() {
        List<Delivery> deliveries = new ArrayList<>(receive(9));
        deliveries.add(Delivery.of(Message.builder()
                .messageId("stranger")
                .body("x")
                .receiptHandle("no handle of this queue")
                .build()));

        assertThat(queue.delete(deliveries)).singleElement().satisfies(refusal -> assertThat(
                        refusal.delivery().record().id())
                .isEqualTo("stranger"));
        assertThat(queue.depth()).isEqualTo(new SqsQueue.Depth(0, 0));
    }

    @Test
    void whatCannotBeDeletedIsLetGoOfInTheEnd() {
        List<Delivery> deliveries = new ArrayList<>(receive(25));
        deliveries.add(Delivery.of(Message.builder()
                .messageId("stranger")
                .body("x")
                .receiptHandle("no handle of this queue")
                .build()));
        try (Acknowledger acknowledger =
                new Acknowledger(queue, new Backoff("Deleting in the test"), 4, done::addAll)) {
            acknowledger.delete(deliveries);

            await().atMost(PATIENCE).until(() -> done.size() == 26);
        }
        assertThat(done).containsExactlyInAnyOrderElementsOf(deliveries);
        assertThat(queue.depth()).isEqualTo(new SqsQueue.Depth(0, 0));
    }

    @Test
    void whatIsGivenBackIsVisibleAtOnce() {
        List<Delivery> deliveries = receive(12);
        try (Acknowledger acknowledger =
                new Acknowledger(queue, new Backoff("Deleting in the test"), 4, done::addAll)) {
            acknowledger.giveBack(deliveries, Duration.ZERO);

            await().atMost(PATIENCE).until(() -> done.size() == 12);
        }
        assertThat(queue.depth()).isEqualTo(new SqsQueue.Depth(12, 0));
    }
}
