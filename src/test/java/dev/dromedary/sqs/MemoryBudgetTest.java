package dev.dromedary.sqs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class MemoryBudgetTest {

    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stopThreads() {
        threads.shutdownNow();
    }

    @Test
    void reservesTheEstimateUntilTheBudgetIsSpent() throws InterruptedException {
        MemoryBudget budget = new MemoryBudget(100, 40);

        assertThat(budget.reserve()).isEqualTo(40);
        assertThat(budget.reserve()).isEqualTo(40);
        assertThat(budget.used()).isEqualTo(80);
    }

    @Test
    void aSpentBudgetMakesReceiversWaitUntilSomethingIsReleased() throws Exception {
        MemoryBudget budget = new MemoryBudget(100, 50);
        budget.reserve();
        budget.reserve();
        Waiting waiting = waitFor(budget);

        budget.release(10);
        waiting.staysBlocked();
        assertThat(budget.used()).isEqualTo(90);

        budget.release(40);
        assertThat(waiting.reserved()).isEqualTo(50);
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void anEmptyAnswerGivesTheWholeReservationBackAndLeavesTheEstimate() throws Exception {
        MemoryBudget budget = new MemoryBudget(100, 60);
        long reserved = budget.reserve();
        Waiting waiting = waitFor(budget);

        budget.settle(reserved, 0);

        assertThat(waiting.reserved()).isEqualTo(60);
        assertThat(budget.used()).isEqualTo(60);
    }

    @Test
    void theEstimateFollowsALargerAnswerAtOnceAndForgetsItSlowly() throws InterruptedException {
        MemoryBudget budget = new MemoryBudget(1_000_000, 100);
        budget.settle(budget.reserve(), 1000);
        budget.release(1000);

        assertThat(budget.reserve()).isEqualTo(1000);
        budget.settle(1000, 10);
        assertThat(budget.reserve()).isEqualTo(950);
        budget.settle(950, 10);
        assertThat(budget.reserve()).isEqualTo(902);
    }

    @Test
    void aReservationThatIsLargerThanTheBudgetPassesWhenNothingIsUsed() throws Exception {
        MemoryBudget budget = new MemoryBudget(100, 40);
        budget.settle(budget.reserve(), 5000);
        assertThat(budget.used()).isEqualTo(5000);
        Waiting waiting = waitFor(budget);

        budget.release(4999);
        waiting.staysBlocked();
        budget.release(1);

        assertThat(waiting.reserved()).as("never more than there is").isEqualTo(100);
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void aFirstEstimateOverTheBudgetIsCut() throws InterruptedException {
        assertThat(new MemoryBudget(100, 1000).reserve()).isEqualTo(100);
    }

    @Test
    void aWaitingReceiverCanBeInterrupted() throws Exception {
        MemoryBudget budget = new MemoryBudget(10, 10);
        budget.reserve();
        Waiting waiting = waitFor(budget);

        waiting.thread.get().interrupt();

        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(waiting.result::get)
                .withCauseInstanceOf(InterruptedException.class);
        assertThat(budget.used()).isEqualTo(10);
    }

    /** Sizes jump from 10 to 1000 at random: the overdraft stays within one call a receiver. */
    @Test
    void manyReceiversOverdrawItByOneCallEachAtTheMost() throws Exception {
        int receivers = 8;
        int largest = 1000;
        MemoryBudget budget = new MemoryBudget(2000, 10);
        AtomicLong peak = new AtomicLong();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            tasks.add(() -> {
                for (int call = 0; call < 2000; call++) {
                    long reserved = budget.reserve();
                    peak.accumulateAndGet(budget.used(), Math::max);
                    long actual = ThreadLocalRandom.current().nextInt(50) == 0 ? largest : 10;
                    budget.settle(reserved, actual);
                    peak.accumulateAndGet(budget.used(), Math::max);
                    budget.release(actual);
                }
                return null;
            });
        }
        for (Future<Void> task : threads.invokeAll(tasks)) {
            task.get();
        }

        assertThat(budget.used()).isZero();
        assertThat(peak.get()).isPositive().isLessThanOrEqualTo(2000 + (long) receivers * largest);
    }

    private Waiting waitFor(MemoryBudget budget) {
        AtomicReference<Thread> thread = new AtomicReference<>();
        Future<Long> result = threads.submit(() -> {
            thread.set(Thread.currentThread());
            return budget.reserve();
        });
        Waiting waiting = new Waiting(thread, result);
        waiting.staysBlocked();
        return waiting;
    }

    private record Waiting(AtomicReference<Thread> thread, Future<Long> result) {

        void staysBlocked() {
            await().until(() -> thread.get() != null && thread.get().getState() == Thread.State.WAITING);
            assertThat(result.isDone()).isFalse();
        }

        long reserved() throws Exception {
            await().until(result::isDone);
            return result.get();
        }
    }
}
