package dev.dromedary.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class DiscretionTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("org.apache.http.wire");
    private final Level before = logger.getLevel();

    @AfterEach
    void restore() {
        logger.setLevel(before);
    }

    @Test
    void whatQuotesMessagesIsSilencedThoughALogIsToTellAll() {
        logger.setLevel(Level.TRACE);

        Discretion.keep();

        assertThat(logger.getLevel()).isEqualTo(Level.WARN);
    }

    @Test
    void whatIsSilentStaysSo() {
        logger.setLevel(Level.OFF);

        Discretion.keep();

        assertThat(logger.getLevel()).isEqualTo(Level.OFF);
    }
}
