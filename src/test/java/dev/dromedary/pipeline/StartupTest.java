package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StartupTest {

    private static final Duration LONG = Duration.ofHours(1);

    private interface Check {
        void run() throws Exception;
    }

    private record Fake(String system, Check look) implements Requirement {
        @Override
        public void check() throws Exception {
            look.run();
        }
    }

    private static Fake away(String system) {
        return new Fake(system, () -> {
            throw new IOException("no answer\nat all");
        });
    }

    private static Startup startup(Duration timeout) {
        return new Startup(timeout, () -> false);
    }

    @Test
    void systemsAreAskedAtTheSameTime() {
        CyclicBarrier both = new CyclicBarrier(2);

        assertThatCode(() -> startup(LONG)
                        .await(List.of(
                                new Fake("one", () -> both.await(20, TimeUnit.SECONDS)),
                                new Fake("other", () -> both.await(20, TimeUnit.SECONDS)))))
                .doesNotThrowAnyException();
    }

    @Test
    void requirementsOfOneSystemAreLookedAtOneAfterTheOther() throws InterruptedException {
        AtomicInteger looking = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Check alone = () -> {
            most.accumulateAndGet(looking.incrementAndGet(), Math::max);
            TimeUnit.MILLISECONDS.sleep(20);
            looking.decrementAndGet();
        };

        startup(LONG).await(List.of(new Fake("one", alone), new Fake("one", alone), new Fake("one", alone)));

        assertThat(most).hasValue(1);
    }

    @Test
    void allThatAreAwayAreNamed() {
        assertThatThrownBy(() ->
                        startup(Duration.ZERO).await(List.of(away("one"), new Fake("two", () -> {}), away("three"))))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("one was not reached in 0 s (startup.timeout): no answer")
                .hasMessageContaining("three was not reached in 0 s (startup.timeout): no answer")
                .hasMessageNotContaining("two")
                .hasMessageNotContaining("at all");
    }

    @Test
    void whatWaitingCannotHelpEndsTheWaitForOthers() {
        Fake wrong = new Fake("two", () -> {
            throw new ConfigurationException("no such name");
        });

        assertThatThrownBy(() -> startup(LONG).await(List.of(away("one"), wrong)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("no such name");
    }

    @Test
    void nobodyWaitsWhereThereWillBeNoStart() {
        CountDownLatch looked = new CountDownLatch(1);
        Fake once = new Fake("one", () -> {
            looked.countDown();
            throw new IOException("no answer");
        });

        assertThatCode(() -> new Startup(LONG, () -> looked.getCount() == 0).await(List.of(once)))
                .doesNotThrowAnyException();
    }
}
