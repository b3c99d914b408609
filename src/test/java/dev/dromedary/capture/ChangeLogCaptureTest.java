package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeLogCaptureTest {

    private static final PageSize LARGE = new PageSize(1_000, 1 << 20);

    @TempDir
    private Path folder;

    private Database database;
    private Connection other;

    @BeforeEach
    void makeTable() throws SQLException {
        database = open("shop");
        other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"));
        sql("create table items (ean text not null primary key, name text, price DECIMAL_TEXT, stock integer)");
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
        database.close();
    }

    private void sql(String... statements) throws SQLException {
        try (Statement statement = other.createStatement()) {
            for (String text : statements) {
                statement.execute(text);
            }
        }
    }

    private ChangeLogCapture capture(String filter, PageSize size) {
        return new ChangeLogCapture(database, "items", "ean", filter, size);
    }

    /** A capture that has passed over the whole table. */
    private ChangeLogCapture following(String filter) throws SQLException {
        ChangeLogCapture capture = capture(filter, LARGE);
        capture.open(Optional.empty());
        pages(capture);
        return capture;
    }

    private static List<Page> pages(Capture capture) throws SQLException {
        List<Page> pages = new ArrayList<>();
        for (Page page = capture.next(); page != null; page = capture.next()) {
            pages.add(page);
        }
        return pages;
    }

    /** What is sent: operation, key and value. */
    private static List<String> sent(Capture capture) throws SQLException {
        List<String> sent = new ArrayList<>();
        for (Page page : pages(capture)) {
            page.records().forEach(record -> sent.add(told(record)));
        }
        return sent;
    }

    private static String told(SourceRecord record) {
        return record.headers().get("operation") + " " + record.id() + " " + record.payload();
    }

    // -------------------------------------------------------------------------------------------------- the rows

    @Test
    void aRowIsJsonWithAllColumnsInTableOrder() throws SQLException {
        sql("insert into items values ('0012', 'a \"b\" \\ ü €', '125.10', 7), ('0013', null, null, null)");

        assertThat(sent(following("1 = 1"))).isEmpty();
        ChangeLogCapture capture = capture("1 = 1", LARGE);
        capture.open(Optional.empty());

        assertThat(sent(capture))
                .containsExactly(
                        "read 0012 {\"ean\":\"0012\",\"name\":\"a \\\"b\\\" \\\\ ü €\",\"price\":125.10,\"stock\":7}",
                        "read 0013 {\"ean\":\"0013\",\"name\":null,\"price\":null,\"stock\":null}");
    }

    @Test
    void numbersKeepTheirTextAndWhatIsNoNumberIsText() throws SQLException {
        sql("insert into items values ('1', '12', '18.50', 1), ('2', '', '1E400', 9223372036854775807),"
                + " ('3', 'x', '-0.0', -1), ('4', 'x', 'cheap', 0.1), ('5', 'x', '007', 'many')");
        ChangeLogCapture capture = capture("1 = 1", LARGE);
        capture.open(Optional.empty());

        assertThat(sent(capture))
                .containsExactly(
                        "read 1 {\"ean\":\"1\",\"name\":\"12\",\"price\":18.50,\"stock\":1}",
                        "read 2 {\"ean\":\"2\",\"name\":\"\",\"price\":1E400,\"stock\":9223372036854775807}",
                        "read 3 {\"ean\":\"3\",\"name\":\"x\",\"price\":-0.0,\"stock\":-1}",
                        "read 4 {\"ean\":\"4\",\"name\":\"x\",\"price\":\"cheap\",\"stock\":0.1}",
                        "read 5 {\"ean\":\"5\",\"name\":\"x\",\"price\":\"007\",\"stock\":\"many\"}");
    }

    @Test
    void aBlobIsItsDigitsAndDoesNotStopThePage() throws SQLException {
        sql("insert into items values ('1', 'plain', '1', 1), ('2', x'00ff', x'10', 2)");
        ChangeLogCapture capture = capture("1 = 1", LARGE);
        capture.open(Optional.empty());

        assertThat(sent(capture))
                .containsExactly(
                        "read 1 {\"ean\":\"1\",\"name\":\"plain\",\"price\":1,\"stock\":1}",
                        "read 2 {\"ean\":\"2\",\"name\":\"00FF\",\"price\":\"10\",\"stock\":2}");
    }

    // ------------------------------------------------------------------------------------------------ the changes

    @Test
    void insertsUpdatesAndDeletionsComeInTheOrderOfTheirCommits() throws SQLException {
        sql("insert into items values ('1', 'one', '1', 1), ('2', 'two', '2', 2)");
        ChangeLogCapture capture = following("1 = 1");

        sql("update items set price = '2.50' where ean = '2'", "insert into items values ('3', 'three', '3', 3)");
        sql("delete from items where ean = '1'");

        assertThat(sent(capture))
                .containsExactly(
                        "update 2 {\"ean\":\"2\",\"name\":\"two\",\"price\":2.50,\"stock\":2}",
                        "insert 3 {\"ean\":\"3\",\"name\":\"three\",\"price\":3,\"stock\":3}",
                        "delete 1 null");
        assertThat(sent(capture)).isEmpty();
    }

    @Test
    void changesOfARowBeforeItIsReadAreOneChange() throws SQLException {
        ChangeLogCapture capture = following("1 = 1");

        sql("insert into items values ('1', 'a', '1', 1), ('2', 'b', '1', 1)");
        sql("update items set stock = 2 where ean = '1'", "update items set stock = 3 where ean = '1'");

        assertThat(sent(capture))
                .containsExactly(
                        "insert 2 {\"ean\":\"2\",\"name\":\"b\",\"price\":1,\"stock\":1}",
                        "update 1 {\"ean\":\"1\",\"name\":\"a\",\"price\":1,\"stock\":3}");
    }

    @Test
    void aKeyThatChangesIsOneRowGoneAndOneNew() throws SQLException {
        sql("insert into items values ('a', 'x', '1', 1)");
        ChangeLogCapture capture = following("1 = 1");

        sql("update items set ean = 'A' where ean = 'a'");

        assertThat(sent(capture))
                .containsExactly("delete a null", "update A {\"ean\":\"A\",\"name\":\"x\",\"price\":1,\"stock\":1}");
    }

    @Test
    void whatOtherConflictClausesDoIsSeen() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture capture = following("1 = 1");

        sql("insert or replace into items values ('1', 'y', '1', 1)");
        sql("insert or ignore into items values ('1', 'z', '1', 1), ('2', 'z', '1', 1)");
        sql("insert into items values ('2', 'w', '1', 1) on conflict (ean) do update set name = excluded.name");

        assertThat(sent(capture))
                .containsExactly(
                        "insert 1 {\"ean\":\"1\",\"name\":\"y\",\"price\":1,\"stock\":1}",
                        "update 2 {\"ean\":\"2\",\"name\":\"w\",\"price\":1,\"stock\":1}");
    }

    @Test
    void aDeletionOfAllRowsIsSeenRowByRow() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1), ('2', 'x', '1', 1)");
        ChangeLogCapture capture = following("1 = 1");

        sql("delete from items");

        assertThat(sent(capture)).containsExactlyInAnyOrder("delete 1 null", "delete 2 null");
    }

    @Test
    void whatIsRolledBackNeverHappened() throws SQLException {
        ChangeLogCapture capture = following("1 = 1");

        sql("begin", "insert into items values ('1', 'x', '1', 1)");
        assertThat(sent(capture)).isEmpty();
        sql("rollback");

        assertThat(sent(capture)).isEmpty();
    }

    @Test
    void aChangeDuringTheFirstPassComesAfterIt() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1), ('2', 'x', '1', 1), ('3', 'x', '1', 1)");
        ChangeLogCapture capture = capture("1 = 1", new PageSize(1, 1 << 20));
        capture.open(Optional.empty());

        assertThat(told(capture.next().records().get(0))).startsWith("read 1 ");
        sql("update items set name = 'later' where ean = '1'", "delete from items where ean = '2'");

        assertThat(sent(capture))
                .containsExactly(
                        "read 3 {\"ean\":\"3\",\"name\":\"x\",\"price\":1,\"stock\":1}",
                        "update 1 {\"ean\":\"1\",\"name\":\"later\",\"price\":1,\"stock\":1}",
                        "delete 2 null");
    }

    // ------------------------------------------------------------------------------------------------- positions

    @Test
    void fromEveryPositionTheRestIsReadAndNothingTwice() throws SQLException {
        for (int i = 10; i < 30; i++) {
            sql("insert into items values ('" + i + "', 'x', '1', 1)");
        }
        ChangeLogCapture whole = capture("1 = 1", new PageSize(3, 1 << 20));
        whole.open(Optional.empty());
        List<Page> pages = pages(whole);
        sql("update items set stock = stock + 1 where ean > '20'");
        pages.addAll(pages(whole));
        List<String> all = pages.stream()
                .flatMap(page -> page.records().stream())
                .map(ChangeLogCaptureTest::told)
                .toList();

        assertThat(all).hasSize(29);
        int read = 0;
        for (Page page : pages) {
            read += page.records().size();
            ChangeLogCapture rest = capture("1 = 1", LARGE);
            rest.open(Optional.of(page.position()));
            boolean passing =
                    ChangeLogPosition.parse(page.position()).orElseThrow().pass() != null;
            List<String> expected = all.subList(read, all.size());
            if (passing) {
                assertThat(sent(rest))
                        .extracting(text -> text.split(" ")[1])
                        .containsExactlyElementsOf(expected.stream()
                                .map(text -> text.split(" ")[1])
                                .toList());
            } else {
                assertThat(sent(rest)).containsExactlyElementsOf(expected);
            }
        }
    }

    @Test
    void aPageEndsWithItsRowsOrItsBytes() throws SQLException {
        for (int i = 0; i < 10; i++) {
            sql("insert into items values ('" + i + "', '" + "x".repeat(500) + "', '1', 1)");
        }

        ChangeLogCapture byRows = capture("1 = 1", new PageSize(4, 1 << 20));
        byRows.open(Optional.empty());
        ChangeLogCapture byBytes = capture("1 = 1", new PageSize(1_000, 1_200));
        byBytes.open(Optional.empty());

        assertThat(pages(byRows)).extracting(page -> page.records().size()).containsExactly(4, 4, 2);
        assertThat(pages(byBytes)).extracting(page -> page.records().size()).containsExactly(3, 3, 3, 1);
    }

    @Test
    void anEmptyTableMovesThePositionOnce() throws SQLException {
        ChangeLogCapture capture = capture("1 = 1", LARGE);
        capture.open(Optional.empty());

        assertThat(pages(capture)).singleElement().satisfies(page -> assertThat(page.records())
                .isEmpty());
        assertThat(capture.next()).isNull();
    }

    @Test
    void anotherFileIsSentAsAWhole() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture capture = capture("1 = 1", LARGE);
        capture.open(Optional.of("{\"log\":\"of another file\",\"sequence\":0}"));

        assertThat(sent(capture)).hasSize(1);
    }

    @Test
    void aFileThatWasSetBackIsSentAsAWhole() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture capture = following("1 = 1");
        sql("update items set stock = 5");
        String ahead = capture.next().position().replaceAll("\"sequence\":\\d+", "\"sequence\":99");
        ChangeLogCapture restored = capture("1 = 1", LARGE);

        restored.open(Optional.of(ahead));

        assertThat(sent(restored)).hasSize(1);
    }

    @Test
    void aTableMadeAnewIsSentAsAWholeAndFollowed() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture capture = following("1 = 1");

        sql("drop table items", "create table items (ean text primary key, colour text)");
        sql("insert into items values ('2', 'red')");

        assertThat(sent(capture)).containsExactly("read 2 {\"ean\":\"2\",\"colour\":\"red\"}");
        sql("insert into items values ('3', 'blue')");
        assertThat(sent(capture)).containsExactly("insert 3 {\"ean\":\"3\",\"colour\":\"blue\"}");
    }

    @Test
    void aColumnMoreIsInTheNextMessage() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture capture = following("1 = 1");

        sql("alter table items add column colour text", "update items set colour = 'red'");

        assertThat(sent(capture))
                .containsExactly("update 1 {\"ean\":\"1\",\"name\":\"x\",\"price\":1,\"stock\":1,\"colour\":\"red\"}");
    }

    @Test
    void whatHasLandedIsForgottenAndNothingElse() throws SQLException {
        ChangeLogCapture capture = following("1 = 1");
        sql("insert into items values ('1', 'x', '1', 1), ('2', 'x', '1', 1)");
        Page page = capture.next();
        sql("insert into items values ('3', 'x', '1', 1)");

        capture.settled(page, true);

        assertThat(logged()).containsExactly("3");
        assertThat(sent(capture)).hasSize(1);
    }

    private List<String> logged() throws SQLException {
        List<String> keys = new ArrayList<>();
        try (Statement statement = other.createStatement();
                ResultSet rows = statement.executeQuery("select row_key from items_changes")) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        return keys;
    }

    @Test
    void rowsWithoutAKeyDoNotEndThePass() throws SQLException {
        sql("drop table items", "create table items (ean text primary key, name text)");
        sql("insert into items values (null, 'x'), ('1', 'a'), ('2', 'b'), (null, 'y'), ('3', 'c'), ('4', 'd')");
        ChangeLogCapture capture = capture("1 = 1", new PageSize(2, 1 << 20));
        capture.open(Optional.empty());

        assertThat(sent(capture)).extracting(text -> text.split(" ")[1]).containsExactly("1", "2", "3", "4");
    }

    @Test
    void whatAnotherPipelineHasPrunedIsSentWithTheWholeTable() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture quick = following("1 = 1");
        ChangeLogCapture slow = capture("1 = 1", LARGE);
        slow.open(Optional.empty());
        String stood = slow.next().position();
        sql("update items set name = 'y'");
        quick.settled(quick.next(), true);

        assertThatThrownBy(slow::next).isInstanceOf(SQLException.class).hasMessageContaining("another pipeline");
        slow.open(Optional.of(stood));

        assertThat(sent(slow)).extracting(text -> text.substring(0, 6)).containsExactly("read 1");
    }

    @Test
    void aTableThatTookTheNameIsSentAsAWholeAndFollowed() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)", "create table fresh (ean text primary key, colour text)");
        ChangeLogCapture capture = following("1 = 1");

        sql("alter table items rename to items_old", "alter table fresh rename to items");
        assertThat(sent(capture)).isEmpty();
        sql("insert into items values ('2', 'red')");

        assertThat(sent(capture)).containsExactly("insert 2 {\"ean\":\"2\",\"colour\":\"red\"}");
    }

    @Test
    void anotherKeyIsAnotherLog() throws SQLException {
        sql("create unique index items_name on items (name)", "insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture byEan = capture("1 = 1", LARGE);
        byEan.open(Optional.empty());
        String position = byEan.next().position();
        ChangeLogCapture byName = new ChangeLogCapture(database, "items", "name", "1 = 1", LARGE);
        byName.open(Optional.of(position));

        sql("update items set stock = 2");

        assertThat(sent(byName)).extracting(text -> text.substring(0, 8)).containsExactly("read x {", "update x");
    }

    @Test
    void aKeyOfAnotherTypeThanTextAndWholeNumbersIsRefused() throws SQLException {
        sql("create table blobs (id blob primary key)", "insert into blobs values (x'01')");
        sql("create table reals (id real primary key)", "insert into reals values (1e10)");

        for (String table : List.of("blobs", "reals")) {
            ChangeLogCapture capture = new ChangeLogCapture(database, table, "id", "1", LARGE);
            capture.open(Optional.empty());
            assertThatThrownBy(capture::next)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("neither text nor a whole number");
        }
    }

    @Test
    void aLogThatCouldNotBeMadeAnewIsTriedAgain() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture capture = following("1 = 1");
        sql("drop table items", "create table items (ean text primary key)", "insert into items values ('7')");

        sql("create trigger full before insert on dromedary_capture begin select raise(abort, 'disk full'); end");
        assertThatThrownBy(capture::next).isInstanceOf(SQLException.class);
        sql("drop trigger full");

        assertThat(sent(capture)).containsExactly("read 7 {\"ean\":\"7\"}");
        sql("insert into items values ('8')");
        assertThat(sent(capture)).hasSize(1);
    }

    @Test
    void aLogThatCannotBeMadeAnewBecauseOfALockLeavesTheConnectionSound() throws SQLException {
        ChangeLogCapture capture = following("1 = 1");
        sql("drop trigger items_changes_update", "begin immediate");
        assertThatThrownBy(capture::next).isInstanceOf(SQLException.class);
        sql("commit");

        assertThatThrownBy(() -> database.inTransaction(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        statement.executeUpdate("insert into items (ean) values ('half')");
                    }
                    throw new SQLException("mine");
                }))
                .hasMessage("mine");
        assertThat(sent(capture)).isEmpty();
    }

    @Test
    void theCaseOfANameIsTheTables() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1)");
        ChangeLogCapture capture = new ChangeLogCapture(database, "items", "EAN", "1 = 1", LARGE);
        capture.open(Optional.empty());

        assertThat(sent(capture)).hasSize(1);
    }

    // ---------------------------------------------------------------------------------------------------- filter

    @Test
    void aRowThatNoLongerPassesIsGone() throws SQLException {
        sql("insert into items values ('1', 'x', '1', 1), ('2', 'x', '1', 0)");
        ChangeLogCapture capture = capture("stock > 0", LARGE);
        capture.open(Optional.empty());

        assertThat(sent(capture)).extracting(text -> text.substring(0, 6)).containsExactly("read 1");
        sql("update items set stock = 1 - stock");

        assertThat(sent(capture))
                .containsExactlyInAnyOrder(
                        "delete 1 null", "update 2 {\"ean\":\"2\",\"name\":\"x\",\"price\":1,\"stock\":1}");
    }

    @Test
    void aFilterThatIsNoSqlIsRefused() {
        ChangeLogCapture capture = capture("stok > 0", LARGE);

        assertThatThrownBy(() -> capture.open(Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("products.filter")
                .hasMessageContaining("stok");
    }

    // ------------------------------------------------------------------------------------------------- bad tables

    @Test
    void aTableThatCannotBeFollowedIsRefused() throws SQLException {
        sql("create table loose (ean text, name text)", "create table pair (ean text, n text, primary key (ean, n))");

        for (String table : List.of("loose", "pair")) {
            assertThatThrownBy(() -> new ChangeLogCapture(database, table, "ean", "1", LARGE).open(Optional.empty()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("is no key");
        }
        assertThatThrownBy(() -> new ChangeLogCapture(database, "items", "een", "1", LARGE).open(Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("did you mean \"ean\"");
        assertThatThrownBy(() -> new ChangeLogCapture(database, "item", "ean", "1", LARGE).open(Optional.empty()))
                .isInstanceOf(NoTableException.class)
                .hasMessageContaining("no table item");
    }

    @Test
    void aUniqueIndexMakesAKey() throws SQLException {
        sql("create table indexed (id integer primary key, ean text, name text)");
        sql("create unique index indexed_ean on indexed (ean)");
        sql("insert into indexed values (1, 'b', 'x'), (2, null, 'no key'), (3, 'a', 'y')");
        ChangeLogCapture capture = new ChangeLogCapture(database, "indexed", "ean", "1", LARGE);
        capture.open(Optional.empty());

        assertThat(sent(capture))
                .containsExactly(
                        "read a {\"id\":3,\"ean\":\"a\",\"name\":\"y\"}",
                        "read b {\"id\":1,\"ean\":\"b\",\"name\":\"x\"}");
        sql("insert into indexed values (4, null, 'no key')", "delete from indexed where ean is null");
        assertThat(sent(capture)).isEmpty();
    }

    @Test
    void namesAreQuoted() throws SQLException {
        sql("create table \"odd \"\"table\" (\"the key\" integer primary key, \"operation\" text, 'it''s' text)");
        sql("insert into \"odd \"\"table\" values (1, 'o', 'p')");
        ChangeLogCapture capture = new ChangeLogCapture(database, "odd \"table", "the key", "operation = 'o'", LARGE);
        capture.open(Optional.empty());

        assertThat(sent(capture)).containsExactly("read 1 {\"the key\":1,\"operation\":\"o\",\"it's\":\"p\"}");
        sql("update \"odd \"\"table\" set \"it's\" = 'q'");
        assertThat(sent(capture)).containsExactly("update 1 {\"the key\":1,\"operation\":\"o\",\"it's\":\"q\"}");
    }

    @Test
    void aFileThatMayNotBeWrittenCannotBeFollowedByTriggers() {
        Database.Builder builder = new Database.Builder();
        builder.setName("still");
        builder.setUrl("jdbc:sqlite:file:" + folder.resolve("shop.db") + "?mode=ro");
        try (Database still = builder.build()) {
            ChangeLogCapture capture = new ChangeLogCapture(still, "items", "ean", "1", LARGE);

            assertThatThrownBy(() -> capture.open(Optional.empty()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("may not be written")
                    .hasMessageContaining("products.capture=timestamp");
        }
    }
}
