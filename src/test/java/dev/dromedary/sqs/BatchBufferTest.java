package dev.dromedary.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class BatchBufferTest {

    private static final Duration LONG = Duration.ofHours(1);
    private static final long MUCH = Long.MAX_VALUE;

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void aBatchGoesWhenItHasEnoughMessages() throws Exception {
        BatchBuffer buffer = new BatchBuffer(3, MUCH, LONG);
        Taking taking = take(buffer);

        buffer.put(Deliveries.of(0, 2));
        taking.staysWaiting();
        buffer.put(Deliveries.of(2, 2));

        assertThat(taking.ids()).containsExactly("0", "1", "2");
        assertThat(Deliveries.ids(buffer.drain())).containsExactly("3");
    }

    @Test
    void messagesGoInTheOrderInWhichTheyCame() throws InterruptedException {
        BatchBuffer buffer = new BatchBuffer(4, MUCH, LONG);
        buffer.put(Deliveries.of(0, 8));

        assertThat(Deliveries.ids(buffer.take())).containsExactly("0", "1", "2", "3");
        assertThat(Deliveries.ids(buffer.take())).containsExactly("4", "5", "6", "7");
    }

    @Test
    void aBatchGoesWhenItHasEnoughBytes() throws Exception {
        BatchBuffer buffer = new BatchBuffer(1000, 3 * Delivery.OVERHEAD, LONG);
        Taking taking = take(buffer);

        buffer.put(Deliveries.of(0, 2));
        taking.staysWaiting();
        buffer.put(Deliveries.of(2, 2));

        assertThat(taking.ids()).containsExactly("0", "1", "2");
    }

    @Test
    void bytesThatWereTakenAreNotCountedAgain() throws Exception {
        BatchBuffer buffer = new BatchBuffer(1000, 3 * Delivery.OVERHEAD, LONG);
        buffer.put(Deliveries.of(0, 4));
        assertThat(buffer.take()).hasSize(3);

        Taking taking = take(buffer);
        taking.staysWaiting();
        buffer.put(Deliveries.of(4, 2));
        assertThat(taking.ids()).containsExactly("3", "4", "5");
    }

    @Test
    void oneMessageThatIsLargerThanABatchGoesAlone() throws InterruptedException {
        BatchBuffer buffer = new BatchBuffer(1000, 5000, LONG);
        buffer.put(List.of(Deliveries.of("large", "x".repeat(100_000)), Deliveries.of("next", "x".repeat(5000))));

        assertThat(Deliveries.ids(buffer.take())).containsExactly("large");
        assertThat(Deliveries.ids(buffer.take())).containsExactly("next");
    }

    @Test
    void aBatchGoesWhenItsWindowIsOver() throws InterruptedException {
        Duration window = Duration.ofMillis(60);
        BatchBuffer buffer = new BatchBuffer(1000, MUCH, window);
        long begin = System.nanoTime();
        buffer.put(Deliveries.of(0, 2));

        assertThat(Deliveries.ids(buffer.take())).containsExactly("0", "1");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(window);
    }

    @Test
    void theWindowBeginsWithTheFirstMessageAndIsNotProlongedByTheNext() throws Exception {
        BatchBuffer buffer = new BatchBuffer(1_000_000, MUCH, Duration.ofMillis(100));
        Taking taking = take(buffer);
        AtomicInteger put = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            buffer.put(Deliveries.of(put.getAndIncrement(), 1));
            return taking.result.isDone();
        });

        assertThat(taking.ids()).startsWith("0").hasSizeLessThanOrEqualTo(put.get());
    }

    @Test
    void whatATakenBatchLeavesBehindHasAWindowOfItsOwn() throws InterruptedException {
        Duration window = Duration.ofMillis(60);
        BatchBuffer buffer = new BatchBuffer(2, MUCH, window);
        buffer.put(Deliveries.of(0, 3));
        buffer.take();
        long begin = System.nanoTime();

        assertThat(Deliveries.ids(buffer.take())).containsExactly("2");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(window.dividedBy(2));
    }

    @Test
    void flushingLetsWhatIsThereGoAtOnce() throws Exception {
        BatchBuffer buffer = new BatchBuffer(1000, MUCH, LONG);
        buffer.put(Deliveries.of(0, 2));
        Taking taking = take(buffer);

        buffer.flushing(true);
        assertThat(taking.ids()).containsExactly("0", "1");

        buffer.put(Deliveries.of(2, 1));
        assertThat(Deliveries.ids(buffer.take())).containsExactly("2");
    }

    @Test
    void flushingAnEmptyBufferGivesNoEmptyBatch() throws Exception {
        BatchBuffer buffer = new BatchBuffer(1000, MUCH, LONG);
        Taking taking = take(buffer);

        buffer.flushing(true);
        taking.staysWaiting();
        buffer.put(List.of());
        taking.staysWaiting();
        buffer.put(Deliveries.of(0, 1));

        assertThat(taking.ids()).containsExactly("0");
    }

    @Test
    void flushingCanBeTurnedOffAgain() throws Exception {
        BatchBuffer buffer = new BatchBuffer(2, MUCH, LONG);
        buffer.flushing(true);
        buffer.flushing(false);
        buffer.put(Deliveries.of(0, 1));
        Taking taking = take(buffer);

        buffer.put(Deliveries.of(1, 1));
        assertThat(taking.ids()).containsExactly("0", "1");
    }

    @Test
    void drainingTakesEverythingOut() throws Exception {
        BatchBuffer buffer = new BatchBuffer(4, 4 * Delivery.OVERHEAD, LONG);
        buffer.put(Deliveries.of(0, 3));

        assertThat(Deliveries.ids(buffer.drain())).containsExactly("0", "1", "2");
        assertThat(buffer.drain()).isEmpty();

        Taking taking = take(buffer);
        buffer.put(Deliveries.of(3, 3));
        taking.staysWaiting();
        buffer.put(Deliveries.of(6, 1));
        assertThat(taking.ids()).containsExactly("3", "4", "5", "6");
    }

    @Test
    void aWaitingWorkerCanBeInterrupted() {
        BatchBuffer buffer = new BatchBuffer(1000, MUCH, LONG);
        Taking taking = take(buffer);
        taking.thread.get().interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(taking.result::get)
                .withCauseInstanceOf(InterruptedException.class);
    }

    @Test
    void betweenManyThreadsEveryMessageGoesOnce() throws Exception {
        int producers = 4;
        int each = 5000;
        BatchBuffer buffer = new BatchBuffer(37, 20 * Delivery.OVERHEAD, Duration.ofMillis(1));
        Queue<Delivery> taken = new ConcurrentLinkedQueue<>();
        Queue<Integer> sizes = new ConcurrentLinkedQueue<>();
        for (int worker = 0; worker < 3; worker++) {
            threads.submit(() -> {
                while (true) {
                    List<Delivery> batch = buffer.take();
                    sizes.add(batch.size());
                    taken.addAll(batch);
                }
            });
        }
        List<Future<?>> puts = new ArrayList<>();
        List<Delivery> all = Deliveries.of(0, producers * each);
        for (int producer = 0; producer < producers; producer++) {
            List<Delivery> own = all.subList(producer * each, (producer + 1) * each);
            puts.add(threads.submit(() -> SqsQueue.calls(own).forEach(buffer::put)));
        }
        for (Future<?> put : puts) {
            put.get();
        }
        await().until(() -> taken.size() >= all.size());

        assertThat(taken).containsExactlyInAnyOrderElementsOf(all);
        assertThat(sizes).allMatch(size -> size > 0 && size <= 20);
        assertThat(buffer.drain()).isEmpty();
    }

    private Taking take(BatchBuffer buffer) {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<List<Delivery>> result = threads.submit(() -> {
            thread.set(Thread.currentThread());
            return buffer.take();
        });
        await().until(() -> thread.get() != null);
        return new Taking(thread, result);
    }

    private record Taking(AtomicReference<Thread> thread, Future<List<Delivery>> result) {

        void staysWaiting() {
            await().until(() -> switch (thread.get().getState()) {
                case WAITING, TIMED_WAITING -> true;
                default -> false;
            });
            assertThat(result.isDone()).isFalse();
        }

        List<String> ids() throws Exception {
            await().until(result::isDone);
            return Deliveries.ids(result.get());
        }
    }
}
