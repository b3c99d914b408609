package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.database.Database;
import dev.dromedary.database.Query;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteAlertsTest extends StoredAlertsContract {

    @TempDir
    private Path folder;

    private Database database;

    @Override
    AlertBook open(String process, String... receivers) {
        if (database == null) {
            Database.Builder builder = new Database.Builder();
            builder.setName("state");
            builder.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
            database = builder.build();
        }
        return new StoredAlerts(database, terms(process, receivers), clock);
    }

    @Test
    void whatAnotherVersionWroteIsForgottenAndHoldsNobodyUp() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);
        database.inTransaction(connection -> {
            Query.change(connection, "update alert_messages set notice = replace(notice, 'critical', 'dreadful')");
            return Query.change(
                    connection,
                    "insert into alerts (pipeline, rule, summary, since, told_at) values ('logins', 'newer', '', 0, 0)");
        });
        book.record(LOGINS, List.of());

        assertThat(book.next("slack")).isEmpty();
        assertThat(delivered(book, "slack")).containsExactly("resolved circuit-open");
        assertThat(book.active()).isEmpty();
        assertThat(open("two", "slack").active()).isEmpty();
    }

    @Test
    void aBookThatIsAtFaultHoldsNoReceiverUp() throws Exception {
        AlertBook sound = new RememberedAlerts(terms("one", "slack"), clock);
        sound.record(LOGINS, circuit);
        AlertBook broken = open("one", "slack");
        database.close();
        Outbox outbox = new Outbox(List.of(broken, sound), Duration.ofHours(1));

        assertThat(outbox.next("slack")).isPresent();
    }

    @AfterEach
    void close() {
        database.close();
    }
}
