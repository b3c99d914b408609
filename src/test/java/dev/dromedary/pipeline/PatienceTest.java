package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.UnavailableException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PatienceTest {

    private final AtomicInteger asked = new AtomicInteger();
    private final Patience patience = new Patience("Listing shop", "catalog", new RunFailure());

    @Test
    void whatIsDownIsAskedUntilItAnswers() throws Exception {
        assertThat(patience.<String>ask(() -> {
                    if (asked.incrementAndGet() < 3) {
                        throw new UnavailableException("down");
                    }
                    return "answer";
                }))
                .isEqualTo("answer");
        assertThat(asked).hasValue(3);
    }

    @Test
    void whatIsNotForeseenIsNotAskedAgain() {
        assertThatThrownBy(() -> patience.ask(() -> {
                    asked.incrementAndGet();
                    throw new IllegalStateException("broken");
                }))
                .hasMessage("broken");
        assertThat(asked).hasValue(1);
    }

    @Test
    void aClientThatWasInterruptedIsNotTakenForASystemThatIsDown() {
        assertThatThrownBy(() -> patience.ask(() -> {
                    asked.incrementAndGet();
                    Thread.currentThread().interrupt();
                    throw new UnavailableException("interrupted");
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(asked).hasValue(1);
        assertThat(Thread.interrupted()).isFalse();
    }
}
