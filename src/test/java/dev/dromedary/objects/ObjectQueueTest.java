package dev.dromedary.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.s3.ObjectSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ObjectQueueTest {

    private final ObjectQueue queue = new ObjectQueue(2);
    private final List<Ending> told = Collections.synchronizedList(new ArrayList<>());

    private static FoundObject object(String key, String etag) {
        return FoundObject.of(new ObjectSummary("shop", key, etag, 1, Instant.EPOCH))
                .orElseThrow();
    }

    private void put(FoundObject object) throws InterruptedException {
        queue.put(object, told::add);
    }

    /** A thread that waits for room. */
    private Thread putting(FoundObject object) {
        Thread thread = new Thread(() -> {
            try {
                put(object);
            } catch (InterruptedException e) {
                told.add(null);
            }
        });
        thread.setDaemon(true);
        thread.start();
        await().until(() -> thread.getState() == Thread.State.WAITING);
        return thread;
    }

    @Test
    void whatIsPutIsTakenInOrder() throws Exception {
        FoundObject first = object("1.json", "a");
        FoundObject second = object("2.json", "a");
        put(first);
        put(second);

        assertThat(queue.take()).isSameAs(first);
        assertThat(queue.take()).isSameAs(second);
        assertThat(queue.inFlight()).as("in work").isEqualTo(2);
        queue.ended(first, Ending.SETTLED);
        assertThat(told).containsExactly(Ending.SETTLED);
        assertThat(queue.inFlight()).isOne();
    }

    @Test
    void aVersionThatIsFoundTwiceIsWorkedOnOnceAndAllWhoFoundItAreTold() throws Exception {
        put(object("1.json", "a"));
        put(object("1.json", "a"));
        FoundObject taken = queue.take();
        put(object("1.json", "a"));
        put(object("1.json", "b"));

        queue.ended(taken, Ending.BUSY);

        assertThat(told).containsExactly(Ending.BUSY, Ending.BUSY, Ending.BUSY);
        assertThat(queue.take().version().etag()).isEqualTo("b");
        put(object("1.json", "a"));
        assertThat(queue.take().version().etag())
                .as("found again when it has ended")
                .isEqualTo("a");
    }

    @Test
    void whoFindsNoRoomWaits() throws Exception {
        put(object("1.json", "a"));
        put(object("2.json", "a"));
        Thread third = putting(object("3.json", "a"));
        put(object("2.json", "a"));
        assertThat(queue.awaitRoom(Duration.ofMillis(50))).isFalse();

        queue.take();

        third.join();
        assertThat(queue.inFlight()).isEqualTo(3);
    }

    @Test
    void closingGivesBackWhatWaitsAndLeavesWhatIsInWork() throws Exception {
        put(object("1.json", "a"));
        FoundObject working = queue.take();
        put(object("2.json", "a"));
        put(object("3.json", "a"));
        Thread fourth = putting(object("4.json", "a"));

        queue.close();

        fourth.join();
        assertThat(told).containsExactly(Ending.GIVEN_BACK, Ending.GIVEN_BACK, Ending.GIVEN_BACK);
        assertThat(queue.isClosed()).isTrue();
        assertThat(queue.awaitRoom(Duration.ZERO)).isTrue();
        put(object("5.json", "a"));
        assertThat(told).hasSize(4);
        queue.ended(working, Ending.SETTLED);
        assertThat(told).last().isEqualTo(Ending.SETTLED);
        assertThat(queue.inFlight()).isZero();

        queue.open();
        put(object("5.json", "a"));
        assertThat(queue.take().summary().key()).isEqualTo("5.json");
    }

    @Test
    void whoWaitsForRoomCanBeInterrupted() throws Exception {
        put(object("1.json", "a"));
        put(object("2.json", "a"));
        Thread third = putting(object("3.json", "a"));

        third.interrupt();
        third.join();

        assertThat(told).containsExactly((Ending) null);
        assertThat(queue.inFlight()).isEqualTo(2);
    }
}
