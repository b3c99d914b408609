package dev.dromedary.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.pipeline.Circuits;
import dev.dromedary.pipeline.UnreachableException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** By a clock that the test sets; a real replay that gives up is in {@code LoginsReplayOutageIT}. */
@Timeout(60)
class ReplayWatchTest {

    private final AtomicLong nanos = new AtomicLong();
    private final Circuits circuits = new Circuits(Integer.MAX_VALUE);
    private final ReplayWatch watch =
            new ReplayWatch(Duration.ofSeconds(5), Duration.ofSeconds(2), circuits, nanos::get);

    /** A look after that much time. */
    private void look(Duration after) {
        nanos.addAndGet(after.toNanos());
        watch.look("logins");
    }

    @Test
    void aSystemThatIsDownForTooLongEndsTheReplay() {
        assertThatThrownBy(() -> watch.during("logins", () -> {
                    circuits.of("logins").failed("warehouse: down");
                    for (int i = 0; i < 60; i++) {
                        look(Duration.ofMillis(100));
                    }
                    TimeUnit.HOURS.sleep(1);
                    return true;
                }))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("down for 5 s (startup.timeout): warehouse: down");
    }

    /** SIGSTOP, or a machine that sleeps, in the middle of a short outage. */
    @Test
    void aReplayThatStoodStillForAnHourHasNotWaitedForAnHour() throws Exception {
        assertThat(watch.during("logins", () -> {
                    circuits.of("logins").failed("warehouse: down");
                    look(Duration.ofMillis(100));
                    look(Duration.ofHours(1));
                    assertThat(Thread.currentThread().isInterrupted()).isFalse();
                    return true;
                }))
                .isTrue();
    }

    @Test
    void whatWorkedInBetweenBeginsTheTimeAnew() throws Exception {
        assertThat(watch.during("logins", () -> {
                    for (int i = 0; i < 10; i++) {
                        circuits.of("logins").failed("warehouse: down");
                        look(Duration.ofMillis(900));
                        look(Duration.ofMillis(900));
                        watch.succeeded("logins");
                        look(Duration.ofMillis(100));
                    }
                    return true;
                }))
                .isTrue();
    }

    @Test
    void whatIsInWorkIsGivenUpSomeTimeAfterSomebodyHasEndedIt() throws Exception {
        watch.stop();

        assertThat(watch.during("logins", () -> {
                    for (int i = 0; i < 21; i++) {
                        look(Duration.ofMillis(100));
                    }
                    TimeUnit.HOURS.sleep(1);
                    return true;
                }))
                .isFalse();
        assertThat(Thread.interrupted()).isFalse();
    }
}
