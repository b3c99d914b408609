package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.database.Database;
import dev.dromedary.database.Migrations;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimestampCaptureTest {

    private static final PageSize SMALL = new PageSize(7, 1 << 20);

    @TempDir
    private Path folder;

    private Database source;
    private Database state;
    private Connection other;

    @BeforeEach
    void makeTable() throws SQLException {
        source = open("source");
        state = open("state");
        new Migrations(state, "db/migration/state", true).check();
        other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("source.db"));
        sql("create table items (id integer primary key, changed text, name text)");
    }

    private Database open(String name) {
        Database.Builder builder = new Database.Builder();
        builder.setName(name);
        builder.setSource(folder.resolve(name + ".db").toString());
        return builder.build();
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        source.close();
        state.close();
    }

    private void sql(String... statements) throws SQLException {
        try (Statement statement = other.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    private void row(int id, String changed) throws SQLException {
        sql("insert or replace into items values (" + id + ", '" + changed + "', 'n" + id + "')");
    }

    private TimestampCapture capture(Duration lookBack) {
        return new TimestampCapture(
                source,
                new TimestampCapture.Settings("items", "id", "changed", "1 = 1", lookBack, SMALL),
                new SentRows(state, "items"));
    }

    private TimestampCapture opened(Optional<String> position) throws SQLException {
        TimestampCapture capture = capture(Duration.ofMinutes(5));
        capture.open(position);
        return capture;
    }

    private static List<Page> pages(Capture capture) throws SQLException {
        List<Page> pages = new ArrayList<>();
        for (Page page = capture.next(); page != null; page = capture.next()) {
            pages.add(page);
        }
        return pages;
    }

    private static List<String> keys(List<Page> pages) {
        return pages.stream()
                .flatMap(page -> page.records().stream())
                .map(record -> record.id())
                .toList();
    }

    /** Looks until the look-back was certainly read again: it is only now and then. */
    private static List<String> laterKeys(TimestampCapture capture) throws SQLException {
        List<String> keys = new ArrayList<>();
        long end = System.nanoTime() + Duration.ofMillis(500).toNanos();
        while (keys.isEmpty() && System.nanoTime() < end) {
            keys.addAll(keys(pages(capture)));
        }
        return keys;
    }

    @Test
    void rowsOfOneTimestampAreReadOnceWhereverReadingStops() throws SQLException {
        for (int i = 0; i < 50; i++) {
            row(i, "2026-01-01T00:00:00.000Z");
        }
        List<Page> whole = pages(opened(Optional.empty()));

        assertThat(keys(whole)).hasSize(50).doesNotHaveDuplicates();
        int read = 0;
        for (Page page : whole) {
            read += page.records().size();
            // A process that is killed here has remembered pages that never landed.
            List<String> rest = keys(pages(opened(Optional.of(page.position()))));

            assertThat(rest).hasSize(50 - read).doesNotHaveDuplicates();
        }
    }

    @Test
    void aRowThatIsCommittedLateIsFoundOnce() throws SQLException {
        row(1, "2026-01-01T00:00:00.000Z");
        row(2, "2026-01-01T00:04:00.000Z");
        TimestampCapture capture = opened(Optional.empty());
        assertThat(keys(pages(capture))).containsExactly("1", "2");

        row(3, "2026-01-01T00:01:00.000Z");

        assertThat(laterKeys(capture)).containsExactly("3");
        assertThat(laterKeys(capture)).isEmpty();
    }

    @Test
    void aLateRowIsNotFoundTwiceAfterARestart() throws SQLException {
        row(2, "2026-01-01T00:04:00.000Z");
        TimestampCapture capture = opened(Optional.empty());
        pages(capture);
        row(3, "2026-01-01T00:01:00.000Z");
        Page late = capture.next();
        while (late == null) {
            late = capture.next();
        }

        assertThat(keys(List.of(late))).containsExactly("3");
        assertThat(keys(pages(opened(Optional.of(late.position()))))).isEmpty();
    }

    @Test
    void aLateRowThatNeverLandedIsFoundAgain() throws SQLException {
        row(2, "2026-01-01T00:04:00.000Z");
        TimestampCapture capture = opened(Optional.empty());
        String landed = pages(capture).get(0).position();
        row(3, "2026-01-01T00:01:00.000Z");
        assertThat(laterKeys(capture)).containsExactly("3");

        assertThat(keys(pages(opened(Optional.of(landed))))).containsExactly("3");
    }

    @Test
    void aRowThatChangesWithinItsTimestampIsSentAgain() throws SQLException {
        row(1, "2026-01-01T00:00:00.000Z");
        TimestampCapture capture = opened(Optional.empty());
        pages(capture);

        sql("update items set name = 'new' where id = 1");

        assertThat(laterKeys(capture)).containsExactly("1");
        assertThat(laterKeys(capture)).isEmpty();
    }

    @Test
    void whatIsPastTheLookBackIsForgotten() throws SQLException {
        row(1, "2026-01-01T00:00:00.000Z");
        TimestampCapture capture = opened(Optional.empty());
        pages(capture);
        row(2, "2026-01-02T00:00:00.000Z");
        assertThat(keys(pages(capture))).containsExactly("2");

        assertThat(state.<Long>reading(connection -> {
                    try (Statement statement = connection.createStatement();
                            var rows = statement.executeQuery("select count(*) from sent_rows")) {
                        return rows.getLong(1);
                    }
                }))
                .isEqualTo(1);
        row(3, "2026-01-01T00:00:00.000Z");
        assertThat(laterKeys(capture)).isEmpty();
    }

    @Test
    void aLongBacklogIsReadInOrder() throws SQLException {
        sql("begin");
        for (int i = 0; i < 2_000; i++) {
            row(i, String.format("2026-01-01T%02d:%02d:00.000Z", i / 60 % 24, i % 60));
        }
        sql("commit");

        List<String> keys = keys(pages(opened(Optional.empty())));

        assertThat(keys)
                .hasSize(2_000)
                .containsAll(
                        IntStream.range(0, 2_000).mapToObj(Integer::toString).toList());
    }

    @Test
    void aTimestampFarAheadDoesNotTakeThePositionAlong() throws SQLException {
        row(1, "2026-01-01T00:00:00.000Z");
        row(2, "2099-01-01T00:00:00.000Z");
        TimestampCapture capture = opened(Optional.empty());

        assertThat(keys(pages(capture))).containsExactly("1");
        row(3, "2026-01-01T00:00:01.000Z");

        assertThat(keys(pages(capture))).containsExactly("3");
    }

    /** Zero is small enough to be a number of seconds, and the others would be far ahead then. */
    @Test
    void aTimestampOfZeroDoesNotTellTheUnit() throws SQLException {
        sql("drop table items", "create table items (id integer primary key, changed integer, name text)");
        sql("insert into items values (1, 0, 'a')");
        TimestampCapture capture = opened(Optional.empty());
        assertThat(keys(pages(capture))).containsExactly("1");

        sql("insert into items values (2, 1767225600000, 'b')");
        assertThat(keys(pages(capture))).as("after the first look").containsExactly("2");
        assertThat(keys(pages(opened(Optional.empty()))))
                .as("from the beginning")
                .containsExactly("1", "2");
    }

    @Test
    void anotherTableBeginsAnew() throws SQLException {
        row(1, "2026-01-01T00:00:00.000Z");
        sql("create table more (id integer primary key, changed text)", "insert into more values (5, '2020-01-01')");
        TimestampCapture items = opened(Optional.empty());
        String position = items.next().position();
        items.pause();
        TimestampCapture more = new TimestampCapture(
                source,
                new TimestampCapture.Settings("more", "id", "changed", "1 = 1", Duration.ofMinutes(5), SMALL),
                new SentRows(state, "items"));

        more.open(Optional.of(position));

        assertThat(keys(pages(more))).containsExactly("5");
    }

    @Test
    void whatAProcessRemembersThatWasReplacedDoesNotCount() throws SQLException {
        row(2, "2026-01-01T00:04:00.000Z");
        TimestampCapture older = opened(Optional.empty());
        String landed = pages(older).get(0).position();
        TimestampCapture newer = opened(Optional.of(landed));
        assertThat(pages(newer)).isEmpty();
        row(3, "2026-01-01T00:01:00.000Z");

        assertThat(laterKeys(older)).as("never lands: it is fenced").containsExactly("3");

        assertThat(laterKeys(newer)).containsExactly("3");
    }

    @Test
    void betweenTwoPagesOthersMayUseTheConnection() throws SQLException {
        for (int i = 0; i < 20; i++) {
            row(i, "2026-01-01T00:00:00.000Z");
        }
        TimestampCapture capture = opened(Optional.empty());
        Page first = capture.next();

        capture.pause();

        assertThat(source.<Integer>reading(connection -> 1)).isEqualTo(1);
        List<Page> all = new ArrayList<>(List.of(first));
        all.addAll(pages(capture));
        assertThat(keys(all)).hasSize(20).doesNotHaveDuplicates();
    }

    @Test
    void theColumnMustBeThereAndBeATime() throws SQLException {
        assertThatThrownBy(() -> new TimestampCapture(
                                source,
                                new TimestampCapture.Settings("items", "id", "chnged", "1", Duration.ZERO, SMALL),
                                new SentRows(state, "items"))
                        .open(Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("products.timestamp")
                .hasMessageContaining("did you mean \"changed\"");

        row(1, "yesterday");
        assertThatThrownBy(() -> pages(opened(Optional.empty())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("ISO 8601")
                .hasMessageNotContaining("yesterday");
    }
}
