package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageQueueTest {

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final PageQueue queue = new PageQueue();
    private final ExecutorService other = Executors.newSingleThreadExecutor();

    @AfterEach
    void end() {
        other.shutdownNow();
    }

    private static Page page(int number) {
        return new Page(List.of(), "position " + number);
    }

    private CompletableFuture<Void> elsewhere(Waiting waiting) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        waiting.run();
                    } catch (InterruptedException e) {
                        throw new CompletionException(e);
                    }
                },
                other);
    }

    private interface Waiting {
        void run() throws InterruptedException;
    }

    @Test
    void oneWaitsWhileOneIsWorkedOnAndNoMore() throws Exception {
        queue.put(page(1));
        assertThat(queue.take()).contains(page(1));
        queue.put(page(2));
        AtomicReference<Thread> blocked = new AtomicReference<>();

        CompletableFuture<Void> third = elsewhere(() -> {
            blocked.set(Thread.currentThread());
            queue.put(page(3));
        });

        assertThat(queue.inFlight()).isEqualTo(2);
        await().until(() -> blocked.get() != null && blocked.get().getState() == Thread.State.WAITING);
        queue.done();
        assertThat(queue.take()).contains(page(2));
        third.join();
        assertThat(queue.inFlight()).isEqualTo(2);
    }

    @Test
    void afterAFailureWhatWasReadAfterItIsVoid() throws Exception {
        queue.put(page(1));
        queue.take();
        queue.put(page(2));
        CompletableFuture<Void> third = elsewhere(() -> queue.put(page(3)));

        queue.failed();
        third.join();

        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.rewound()).isTrue();
        assertThat(queue.rewound()).isFalse();
        queue.put(page(1));
        assertThat(queue.take()).contains(page(1));
    }

    @Test
    void readingBeginsAgainOnlyWhenNothingIsWorkedOn() throws Exception {
        queue.put(page(1));
        queue.take();
        queue.rewind();

        CompletableFuture<Void> reader = elsewhere(queue::rewound);

        await().during(Duration.ofMillis(100)).until(() -> !reader.isDone());
        queue.done();
        reader.join();
    }

    @Test
    void afterTheEndNothingIsGivenAndNothingTaken() throws Exception {
        queue.put(page(1));

        queue.close();
        queue.put(page(2));

        assertThat(queue.take()).isEmpty();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void itIsDryWhenNothingWasFoundAndAllHasLanded() throws Exception {
        assertThat(queue.isDry()).isFalse();
        queue.put(page(1));
        queue.take();
        queue.awaitNews(AT_ONCE, queue.isEmpty());
        assertThat(queue.isDry()).isFalse();

        queue.done();
        assertThat(queue.isDry()).as("nobody has looked since").isFalse();
        queue.awaitNews(AT_ONCE, queue.isEmpty());

        assertThat(queue.isDry()).isTrue();
        queue.put(page(2));
        assertThat(queue.isDry()).isFalse();
    }
}
