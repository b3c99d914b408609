package dev.dromedary.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.pipeline.Backoff;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class IdlenessTest {

    private static final SqsQueue.Depth NOTHING = new SqsQueue.Depth(0, 0);

    private final Idleness idleness = new Idleness(Duration.ofHours(1));
    private final Backoff backoff = new Backoff("login-queue");
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void everyReceiverMustHaveComeBackEmptyBeforeTheQueueIsAsked() {
        idleness.empty();
        assertThat(over(2, NOTHING)).isFalse();
        assertThat(asked).hasValue(0);

        idleness.empty();
        assertThat(over(2, NOTHING)).isTrue();
        assertThat(asked).hasValue(1);
    }

    @Test
    void aMessageStartsTheCountAnew() {
        idleness.empty();
        idleness.empty();
        idleness.busy();
        idleness.empty();

        assertThat(over(2, NOTHING)).isFalse();
        idleness.empty();
        assertThat(over(2, NOTHING)).isTrue();
    }

    @Test
    void aQueueThatStillCountsMessagesIsNotDry() {
        idleness.empty();

        assertThat(over(1, new SqsQueue.Depth(1, 0))).isFalse();
    }

    @Test
    void messagesInOtherHandsAreWaitedFor() {
        idleness.empty();

        assertThat(over(1, new SqsQueue.Depth(0, 1))).isFalse();
        assertThat(over(1, NOTHING)).isTrue();
    }

    @Test
    void butNotLongerThanAVisibilityTimeoutAndASecond() {
        Idleness shortLived = new Idleness(Duration.ofMillis(50));
        long begin = System.nanoTime();
        shortLived.busy();
        shortLived.empty();

        await().until(() -> shortLived.over(1, () -> new SqsQueue.Depth(0, 3), backoff));
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofMillis(1050));
        assertThat(shortLived.over(1, () -> new SqsQueue.Depth(1, 3), backoff)).isFalse();
    }

    @Test
    void aMessageThatComesWhileTheQueueIsAskedCounts() {
        idleness.empty();

        assertThat(idleness.over(
                        1,
                        () -> {
                            idleness.busy();
                            return NOTHING;
                        },
                        backoff))
                .isFalse();
    }

    @Test
    void aQueueThatDoesNotAnswerIsNotDry() {
        idleness.empty();
        Supplier<SqsQueue.Depth> down = () -> {
            throw new IllegalStateException("Connection refused");
        };

        assertThat(idleness.over(1, down, backoff)).isFalse();
        assertThat(over(1, NOTHING)).isTrue();
    }

    private boolean over(int receivers, SqsQueue.Depth depth) {
        return idleness.over(
                receivers,
                () -> {
                    asked.incrementAndGet();
                    return depth;
                },
                backoff);
    }
}
