package dev.dromedary.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.database.Database;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLogTest {

    private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    private Database database;
    private RunLog log;

    @BeforeEach
    void prepare() throws SQLException {
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
        database = builder.build();
        log = at(NOON);
        assertThat(log.isThere()).isFalse();
        log.check();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private RunLog at(Instant now) {
        return new RunLog(database, 3, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static Run begun(String pipeline, Instant started) {
        Run now = Run.begin(pipeline, "once", "1@host");
        return new Run(
                now.id(),
                pipeline,
                now.cause(),
                now.process(),
                started,
                Optional.empty(),
                Outcome.RUNNING,
                Optional.empty(),
                Optional.empty(),
                Counts.NONE);
    }

    @Test
    void aRunIsFoundAsItWasLastNoted() throws SQLException {
        Run run = begun("logins", NOON);
        log.keep(run, MINUTE);
        assertThat(log.find(run.id())).contains(run);

        Run noted = run.with(Optional.of("{\"sequence\":7}"), new Counts(5, 1, 2));
        log.keep(noted, MINUTE);
        assertThat(log.find(run.id())).contains(noted);

        Run over = noted.ended(NOON.plusSeconds(9), Outcome.FAILED, Optional.of("why"));
        log.keep(over, MINUTE);
        assertThat(log.find(run.id())).contains(over);
        log.keep(noted, MINUTE);
        assertThat(log.find(run.id())).as("a late note does not undo the end").contains(over);
        assertThat(log.find("other")).isEmpty();
    }

    @Test
    void aRunWhoseProcessSaysNothingMoreIsLost() throws SQLException {
        Run run = begun("logins", NOON);
        log.keep(run, MINUTE);

        assertThat(at(NOON.plusSeconds(59)).find(run.id()))
                .get()
                .extracting(Run::outcome)
                .isEqualTo(Outcome.RUNNING);
        assertThat(at(NOON.plusSeconds(61)).find(run.id()))
                .get()
                .extracting(Run::outcome)
                .isEqualTo(Outcome.LOST);
    }

    @Test
    void theLatestAreFirstAndOldOnesAreForgotten() throws SQLException {
        Run going = begun("logins", NOON.minusSeconds(100));
        log.keep(going, MINUTE);
        Run other = begun("products", NOON.minusSeconds(200)).ended(NOON, Outcome.DONE, Optional.empty());
        log.keep(other, MINUTE);
        for (int i = 1; i <= 5; i++) {
            log.keep(
                    begun("logins", NOON.plusSeconds(i)).ended(NOON.plusSeconds(i), Outcome.DONE, Optional.empty()),
                    MINUTE);
        }

        assertThat(log.latest("logins", 10))
                .extracting(Run::started)
                .containsExactly(NOON.plusSeconds(5), NOON.plusSeconds(4), NOON.plusSeconds(3), going.started());
        assertThat(log.latest("logins", 1)).hasSize(1);
        assertThat(log.latest("products", 10)).containsExactly(other);
    }
}
