package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

class BackoffTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger(Backoff.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Backoff backoff = new Backoff("Receiving from login-queue");

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @ParameterizedTest
    @CsvSource({"1, 200", "2, 400", "3, 800", "6, 6400", "7, 12800", "8, 15000", "50, 15000", "2147483647, 15000"})
    void delaysGrowToALimitAndVaryByHalf(int failures, long longest) {
        assertThat(IntStream.range(0, 500).mapToObj(i -> backoff.delay(failures)))
                .allMatch(delay -> delay.toMillis() >= longest / 2 && delay.toMillis() <= longest)
                .satisfies(
                        delays -> assertThat(delays.stream().distinct().count()).isGreaterThan(10));
    }

    @Test
    void noFailureIsNoReasonToBreak() {
        assertThat(backoff.delay(0)).isBetween(Duration.ZERO, Duration.ofSeconds(15));
    }

    @Test
    void anOutageIsLoggedOnceWhenItBeginsAndOnceWhenItEnds() {
        backoff.failed(new IllegalStateException("Connection refused"));
        backoff.failed(new IllegalStateException("Connection refused"));
        backoff.failed(new IllegalStateException("another"));
        assertThat(log.list)
                .singleElement()
                .satisfies(event -> assertThat(event.getLevel()).isEqualTo(Level.WARN))
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEqualTo("Receiving from login-queue fails, trying until it works: Connection refused");

        backoff.succeeded();
        backoff.succeeded();
        assertThat(log.list).hasSize(2);
        assertThat(log.list.get(1).getFormattedMessage())
                .matches("Receiving from login-queue works again after \\d+ s");

        backoff.failed(new IllegalStateException("again"));
        assertThat(log.list).hasSize(3);
    }

    @Test
    void successIsSilent() {
        backoff.succeeded();

        assertThat(log.list).isEmpty();
    }
}
