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
        MemoryBudget budget = bySize(100, 40);

        assertThat(budget.reserve()).isEqualTo(40);
        assertThat(budget.reserve()).isEqualTo(40);
        assertThat(budget.used()).isEqualTo(80);
    }

    @Test
    void aSpentBudgetMakesReceiversWaitUntilSomethingIsReleased() throws Exception {
        MemoryBudget budget = bySize(100, 50);
        budget.reserve();
        budget.reserve();
        Waiting waiting = waitFor(budget);

        budget.release(10, 1);
        waiting.staysBlocked();
        assertThat(budget.used()).isEqualTo(90);

        budget.release(40, 1);
        assertThat(waiting.reserved()).isEqualTo(50);
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void anEmptyAnswerGivesTheWholeReservationBackAndLeavesTheEstimate() throws Exception {
        MemoryBudget budget = bySize(100, 60);
        long reserved = budget.reserve();
        Waiting waiting = waitFor(budget);

        budget.settle(reserved, 0, 0);

        assertThat(waiting.reserved()).isEqualTo(60);
        assertThat(budget.used()).isEqualTo(60);
    }

    @Test
    void theEstimateFollowsALargerAnswerAtOnceAndForgetsItSlowly() throws InterruptedException {
        MemoryBudget budget = bySize(1_000_000, 100);
        budget.settle(budget.reserve(), 1000, 1);
        budget.release(1000, 1);

        assertThat(budget.reserve()).isEqualTo(1000);
        budget.settle(1000, 10, 1);
        assertThat(budget.reserve()).isEqualTo(950);
        budget.settle(950, 10, 1);
        assertThat(budget.reserve()).isEqualTo(902);
    }

    @Test
    void aReservationThatIsLargerThanTheBudgetPassesWhenNothingIsUsed() throws Exception {
        MemoryBudget budget = bySize(100, 40);
        budget.settle(budget.reserve(), 5000, 1);
        assertThat(budget.used()).isEqualTo(5000);
        Waiting waiting = waitFor(budget);

        budget.release(4999, 0);
        waiting.staysBlocked();
        budget.release(1, 1);

        assertThat(waiting.reserved()).as("never more than there is").isEqualTo(100);
        assertThat(budget.used()).isEqualTo(100);
    }

    @Test
    void aFirstEstimateOverTheBudgetIsCut() throws InterruptedException {
        assertThat(bySize(100, 1000).reserve()).isEqualTo(100);
    }

    @Test
    void aWaitingReceiverCanBeInterrupted() throws Exception {
        MemoryBudget budget = bySize(10, 10);
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
        MemoryBudget budget = bySize(2000, 10);
        AtomicLong peak = new AtomicLong();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < receivers; i++) {
            tasks.add(() -> {
                for (int call = 0; call < 2000; call++) {
                    long reserved = budget.reserve();
                    peak.accumulateAndGet(budget.used(), Math::max);
                    long actual = ThreadLocalRandom.current().nextInt(50) == 0 ? largest : 10;
                    budget.settle(reserved, actual, 1);
                    peak.accumulateAndGet(budget.used(), Math::max);
                    budget.release(actual, 1);
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

    @Test
    void aCallCountsForTheTenMessagesThatItMayBring() throws Exception {
        MemoryBudget budget = byNumber(25);
        budget.reserve();
        budget.reserve();
        assertThat(budget.count()).isEqualTo(20);
        Waiting waiting = waitFor(budget);

        budget.settle(1, 6, 6);
        waiting.staysBlocked();
        budget.release(1, 1);

        waiting.reserved();
        assertThat(budget.count())
                .as("five messages, a call and one that waited")
                .isEqualTo(25);
    }

    @Test
    void tooManyMessagesMakeReceiversWaitHoweverSmallTheyAre() throws Exception {
        MemoryBudget budget = byNumber(20);
        budget.settle(budget.reserve(), 10, 10);
        budget.settle(budget.reserve(), 10, 10);
        Waiting waiting = waitFor(budget);

        budget.release(9, 9);
        waiting.staysBlocked();
        budget.release(1, 1);

        waiting.reserved();
        assertThat(budget.count()).isEqualTo(20);
    }

    @Test
    void anEmptyAnswerMakesRoomForAnotherCall() throws Exception {
        MemoryBudget budget = byNumber(10);
        long reserved = budget.reserve();
        Waiting waiting = waitFor(budget);

        budget.settle(reserved, 0, 0);

        waiting.reserved();
        assertThat(budget.count()).isEqualTo(10);
    }

    @Test
    void oneCallFitsHoweverLowTheNumberIs() throws InterruptedException {
        MemoryBudget budget = byNumber(1);

        budget.settle(budget.reserve(), 10, 10);
        budget.release(10, 10);
        budget.reserve();

        assertThat(budget.count()).isEqualTo(10);
    }

    /** Each call brings from none to ten: the number is kept exactly, and nobody is left waiting. */
    @Test
    void manyReceiversNeverExceedTheNumber() throws Exception {
        MemoryBudget budget = byNumber(35);
        AtomicLong peak = new AtomicLong();
        List<Callable<Void>> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(() -> {
                for (int call = 0; call < 2000; call++) {
                    long reserved = budget.reserve();
                    peak.accumulateAndGet(budget.count(), Math::max);
                    Thread.yield();
                    int brought = ThreadLocalRandom.current().nextInt(11);
                    budget.settle(reserved, brought, brought);
                    Thread.yield();
                    budget.release(brought, brought);
                }
                return null;
            });
        }
        for (Future<Void> task : threads.invokeAll(tasks)) {
            task.get();
        }

        assertThat(budget.count()).isZero();
        assertThat(budget.used()).isZero();
        assertThat(peak.get()).isBetween(10L, 35L);
    }

    private static MemoryBudget bySize(long capacity, long firstEstimate) {
        return new MemoryBudget(capacity, Integer.MAX_VALUE, firstEstimate);
    }

    /** Messages of one byte, and room for any size. */
    private static MemoryBudget byNumber(int messages) {
        return new MemoryBudget(1_000_000, messages, 1);
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
