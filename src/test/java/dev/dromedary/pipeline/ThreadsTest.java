package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ThreadsTest {

    private final ExecutorService threads = Executors.newSingleThreadExecutor(Threads.named("test"));
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private void work() {
        threads.execute(() -> {
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        threads.shutdown();
    }

    @Test
    void whoIsInterruptedWaitsForTheLastWordsAllTheSame() {
        work();
        Thread.currentThread().interrupt();
        new Thread(mayEnd::countDown).start();

        boolean ended = Threads.await(threads, Duration.ofSeconds(30));

        assertThat(Thread.interrupted()).as("the interrupt is kept").isTrue();
        assertThat(ended).isTrue();
    }

    @Test
    void nobodyWaitsForLongerThanTheTime() {
        work();

        assertThat(Threads.await(threads, Duration.ofMillis(20))).isFalse();
    }
}
