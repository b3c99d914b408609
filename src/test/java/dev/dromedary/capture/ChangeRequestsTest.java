package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.database.Database;
import dev.dromedary.deadletter.DeadLetter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that letters ask for: each once for each attempt, and sent when all that has changed in them is. */
class ChangeRequestsTest {

    @TempDir
    private Path folder;

    private Database database;
    private ChangeRequests requests;
    private ChangeLogCapture capture;

    @BeforeEach
    void openTable() throws Exception {
        Database.Builder builder = new Database.Builder();
        builder.setUrl("jdbc:sqlite:" + folder.resolve("table.db"));
        database = builder.build();
        execute(
                "create table items (id integer primary key, name text)",
                "insert into items values (1, 'a'), (2, 'b')");
        requests = new ChangeRequests(database, "items", "id");
        capture = new ChangeLogCapture(database, "items", "id", "1 = 1", new PageSize(10, 1 << 20));
        capture.open(Optional.empty());
        capture.next();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void execute(String... statements) throws SQLException {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
                return null;
            }
        });
    }

    private static DeadLetter letter(String key, int attempts) {
        return new DeadLetter(
                "letter-" + key,
                "items",
                key,
                "refused",
                "$",
                "too large",
                attempts,
                Instant.EPOCH,
                Instant.EPOCH,
                Instant.EPOCH,
                "key",
                9,
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static ChangeLogPosition position(Page page) {
        return ChangeLogPosition.parse(page.position()).orElseThrow();
    }

    @Test
    void aLetterThatAsksAgainForTheSameAttemptGetsNoSecondChange() throws Exception {
        List<Long> first = requests.ask(List.of(letter("2", 1)));
        Page page = capture.next();
        assertThat(page.records())
                .extracting(record -> record.id() + record.payload())
                .containsExactly("2{\"id\":2,\"name\":\"b\"}");

        assertThat(requests.ask(List.of(letter("2", 1)))).isEqualTo(first);
        assertThat(capture.next()).isNull();
        assertThat(requests.sent(List.of(letter("2", 1)), first, position(page)))
                .containsExactly(true);

        assertThat(requests.ask(List.of(letter("2", 2)))).isNotEqualTo(first);
        assertThat(capture.next().records()).hasSize(1);
    }

    @Test
    void aRowIsSentWhenItsLastChangeIs() throws Exception {
        List<Long> asked = requests.ask(List.of(letter("2", 1)));
        Page page = capture.next();
        execute("update items set name = 'c' where id = 2");

        assertThat(requests.sent(List.of(letter("2", 1)), asked, position(page)))
                .containsExactly(false);
        assertThat(requests.sent(List.of(letter("2", 1)), asked, position(capture.next())))
                .containsExactly(true);
    }

    @Test
    void aChangeThatIsNotSentYetIsTheOneThatIsAskedFor() throws Exception {
        execute("update items set name = 'c' where id = 2");
        requests.ask(List.of(letter("2", 1), letter("gone", 1)));

        assertThat(capture.next().records())
                .extracting(record -> record.id() + record.payload())
                .containsExactly("2{\"id\":2,\"name\":\"c\"}", "gonenull");
    }

    /** Else the row would be taken for gone, and its deletion be published. */
    @Test
    void theKeyOfAColumnWithoutATypeIsFound() throws Exception {
        execute(
                "create table loose (id primary key, name text)",
                "insert into loose values (1, 'a'), ('07', 'b'), (7, 'c')");
        capture = new ChangeLogCapture(database, "loose", "id", "1 = 1", new PageSize(10, 1 << 20));
        capture.open(Optional.empty());
        capture.next();
        new ChangeRequests(database, "loose", "id").ask(List.of(letter("1", 1), letter("07", 1), letter("2", 1)));

        assertThat(capture.next().records())
                .extracting(record -> record.id() + record.payload())
                .containsExactly("1{\"id\":1,\"name\":\"a\"}", "07{\"id\":\"07\",\"name\":\"b\"}", "2null");
    }

    @Test
    void anotherLogOrAPassOverTheTableProvesNothing() throws Exception {
        List<Long> asked = requests.ask(List.of(letter("1", 1)));
        ChangeLogPosition there = position(capture.next());

        assertThat(requests.sent(List.of(letter("1", 1)), asked, ChangeLogPosition.beginning(there.log(), 99)))
                .containsExactly(false);
        assertThat(requests.sent(List.of(letter("1", 1)), asked, new ChangeLogPosition("another", 99, null)))
                .containsExactly(false);
        requests.forget(List.of(letter("1", 1)));
        assertThat(requests.ask(List.of(letter("1", 1)))).isNotEqualTo(asked);
    }
}
