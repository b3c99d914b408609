package dev.dromedary.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the store of dead letters does, whatever database it is in. */
abstract class LettersContract {

    static final Instant SENT = Instant.parse("2026-01-31T12:00:00Z");
    private static final Selection OPEN =
            new Selection(true, List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    Path folder;

    Database database;
    DeadLetters letters;

    /** A state of the test's own. */
    abstract Database open() throws Exception;

    /** A keyset that is there, where the store makes none. */
    abstract Path keyset();

    @BeforeEach
    void prepare() throws Exception {
        database = open();
        letters = new DeadLetters(database, keyset());
        letters.check();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void store(String pipeline, Reason reason, int deliveries, String... ids) {
        List<Rejection> rejections = new ArrayList<>();
        for (String id : ids) {
            SourceRecord record = new SourceRecord(id, SENT, deliveries, "payload of " + id);
            rejections.add(new Rejection(record, reason, "$.a", "is missing"));
        }
        Batch stored = letters.store(Batch.of(pipeline, List.of()).landed(0, 0, rejections));
        assertThat(stored.deadLetters()).isEqualTo(ids.length);
    }

    private DeadLetter letter(String sourceId) {
        return letters.find(DeadLetters.id("logins", sourceId)).orElseThrow();
    }

    private List<String> list(Selection selection) {
        List<String> ids = new ArrayList<>();
        letters.list(selection, letter -> ids.add(letter.sourceId()));
        return ids;
    }

    /** Moves what has happened to a letter back in time. */
    private void age(String sourceId, Duration time) throws SQLException {
        database.inTransaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("update dead_letters set failed_at = failed_at - ?,"
                            + " landed_at = landed_at - ?, discarded_at = discarded_at - ? where source_id = ?")) {
                for (int i = 1; i <= 3; i++) {
                    statement.setLong(i, time.toMillis());
                }
                statement.setString(4, sourceId);
                return statement.executeUpdate();
            }
        });
    }

    @Test
    void aLetterKnowsWhatIsWrongAndForHowLong() throws Exception {
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        store("logins", Reason.INVALID, 2, "m-1");

        DeadLetter letter = letter("m-1");

        assertThat(letter.state()).isEqualTo("open");
        assertThat(letter.attempts()).isEqualTo(2);
        assertThat(letter.sentAt()).isEqualTo(SENT);
        assertThat(letter.firstFailedAt()).isEqualTo(letter.failedAt()).isBetween(before, Instant.now());
        assertThat(letter.reason()).isEqualTo("invalid");
        assertThat(letters.payload(letter.id())).contains("payload of m-1");
        assertThat(letters.records(List.of(letter))).singleElement().satisfies(record -> assertThat(
                        record.toString() + record.deliveries() + record.payload())
                .isEqualTo("SourceRecord[m-1]3payload of m-1"));
    }

    @Test
    void aLetterThatFailsAgainIsTheSameAndOpenAgain() throws Exception {
        store("logins", Reason.INVALID, 1, "landed", "discarded", "open");
        letters.landed("logins", "landed");
        letters.discard(Selection.ofIds(List.of(letter("discarded").id())), "a test", ids -> {});
        assertThat(list(OPEN)).containsExactly("open");
        assertThat(letter("landed").state()).isEqualTo("landed");
        assertThat(letter("discarded").state()).isEqualTo("discarded");
        assertThat(letter("discarded").discardWhy()).contains("a test");
        Instant first = letter("landed").firstFailedAt();
        age("landed", Duration.ofHours(1));

        store("logins", Reason.REFUSED, 1, "landed", "discarded");
        store("logins", Reason.REFUSED, 7, "open");

        assertThat(list(OPEN)).containsExactlyInAnyOrder("landed", "discarded", "open");
        assertThat(letter("landed").attempts()).isEqualTo(2);
        assertThat(letter("open").attempts()).as("as the source counts").isEqualTo(7);
        assertThat(letter("landed").reason()).isEqualTo("refused");
        assertThat(letter("landed").firstFailedAt()).isEqualTo(first);
        assertThat(letter("landed").failedAt()).isAfterOrEqualTo(first);
        assertThat(letter("discarded").discardWhy()).isEmpty();
        assertThat(letters.counts(Selection.all())).isEqualTo(Map.of("logins", 3L));
    }

    @Test
    void filtersHoldTogether() throws Exception {
        store("logins", Reason.INVALID, 1, "a", "old");
        store("logins", Reason.MALFORMED, 1, "b");
        store("orders", Reason.INVALID, 1, "c");
        age("old", Duration.ofDays(8));
        Optional<Instant> week = Optional.of(Instant.now().minus(Duration.ofDays(7)));

        assertThat(list(OPEN.of("logins"))).containsExactlyInAnyOrder("a", "b", "old");
        assertThat(list(new Selection(true, List.of(), Optional.empty(), Optional.of("invalid"), week)))
                .containsExactlyInAnyOrder("a", "c");
        assertThat(list(new Selection(true, List.of(), Optional.of("logins"), Optional.of("invalid"), week)))
                .containsExactly("a");
        assertThat(letters.counts(OPEN)).isEqualTo(Map.of("logins", 3L, "orders", 1L));
        assertThat(list(OPEN)).last().isEqualTo("old");
    }

    /** Of several pages, most of which begin between letters that failed at the same time. */
    @Test
    void everyLetterComesOnceWhateverThePages() {
        String[] ids = IntStream.range(0, 1203).mapToObj(i -> "m-" + i).toArray(String[]::new);
        store("logins", Reason.INVALID, 1, ids);

        List<String> listed = list(OPEN);
        long discarded =
                letters.discard(OPEN, "a test", page -> assertThat(page).hasSizeLessThanOrEqualTo(500));

        assertThat(listed).containsExactlyInAnyOrder(ids);
        assertThat(discarded).isEqualTo(ids.length);
        assertThat(list(OPEN)).isEmpty();
        assertThat(list(Selection.all())).hasSize(ids.length);
    }

    /** Oldest first, of which some fail again while they are handed out. */
    @Test
    void whatFailsAgainIsNotMetAgain() throws Exception {
        String[] ids = IntStream.range(0, 25).mapToObj(i -> "m-" + i).toArray(String[]::new);
        store("logins", Reason.INVALID, 1, ids);
        age("m-7", Duration.ofMinutes(1));
        age("m-9", Duration.ofMinutes(2));
        Instant until = letters.lastFailure(OPEN).orElseThrow();
        Instant later = until.plusMillis(1);
        await().until(() -> Instant.now().isAfter(later));

        List<String> met = new ArrayList<>();
        List<DeadLetter> page = letters.oldest(OPEN, until, Optional.empty(), 10);
        while (!page.isEmpty()) {
            page.forEach(letter -> met.add(letter.sourceId()));
            DeadLetter last = page.get(page.size() - 1);
            store("logins", Reason.INVALID, 1, "m-7", last.sourceId());
            page = letters.oldest(OPEN, until, Optional.of(last), 10);
        }

        assertThat(met).startsWith("m-9", "m-7").containsExactlyInAnyOrder(ids);
    }

    @Test
    void whatFailedAgainMeanwhileHasNotLanded() {
        store("logins", Reason.INVALID, 1, "a", "b", "c");
        List<DeadLetter> read = letters.oldest(OPEN, Instant.now(), Optional.empty(), 10);
        store("logins", Reason.INVALID, 2, "b");

        assertThat(letters.landed(read, 1)).isFalse();
        assertThat(list(OPEN)).as("none is marked").hasSize(3);
        assertThat(letters.landed(read, 2)).isTrue();
        assertThat(list(OPEN)).containsExactly("b");
        assertThat(letters.landed(read, 0)).as("once more marks none").isTrue();
    }

    @Test
    void aPageIsToldOfBeforeItIsDiscarded() {
        store("logins", Reason.INVALID, 1, "a");

        assertThatThrownBy(() -> letters.discard(OPEN, "a test", ids -> {
                    throw new IllegalStateException("no audit");
                }))
                .hasMessage("no audit");

        assertThat(list(OPEN)).containsExactly("a");
    }

    @Test
    void whatIsDoneWithIsDeletedWhenItsTimeIsOver() throws Exception {
        String[] many = IntStream.range(0, 450).mapToObj(i -> "m-" + i).toArray(String[]::new);
        store("logins", Reason.INVALID, 1, many);
        store("logins", Reason.INVALID, 1, "young", "old", "discarded", "landed", "failed-again");
        for (String id : many) {
            letters.landed("logins", id);
            age(id, Duration.ofDays(31));
        }
        letters.landed("logins", "landed");
        letters.landed("logins", "failed-again");
        letters.discard(Selection.ofIds(List.of(letter("discarded").id())), "a test", ids -> {});
        for (String id : List.of("old", "discarded", "failed-again")) {
            age(id, Duration.ofDays(31));
        }
        store("logins", Reason.INVALID, 1, "failed-again");
        Duration month = Duration.ofDays(30);

        new Retention(letters, month, Optional.empty(), Clock.systemUTC()).sweep();
        assertThat(list(Selection.all())).containsExactlyInAnyOrder("young", "old", "landed", "failed-again");

        new Retention(letters, month, Optional.of(month), Clock.systemUTC()).sweep();
        assertThat(list(Selection.all())).containsExactlyInAnyOrder("young", "landed", "failed-again");
    }
}
