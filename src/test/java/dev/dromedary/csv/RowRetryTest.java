package dev.dromedary.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.csv.RowRetry.Result;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.digest.Sha256;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that were rejected, taken once more when what was wrong is right, and never over something newer. */
class RowRetryTest {

    private static final String BAD = "id,name,price,count\na,Bolt,1.5,many\nb,Nut,2.5,2\n";

    @TempDir
    private Path folder;

    private LoadFixture fixture;

    @BeforeEach
    void open() {
        fixture = new LoadFixture(folder);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private List<DeadLetter> letters() {
        List<DeadLetter> letters = new ArrayList<>();
        fixture.letters.list(Selection.all(), letters::add);
        return letters;
    }

    private Result retry() {
        return retry(letters().subList(0, 1)).get(0);
    }

    private List<Result> retry(List<DeadLetter> some) {
        return retry(some, Optional.empty());
    }

    private List<Result> retry(List<DeadLetter> some, Optional<RetryCondition> condition) {
        List<Rejection> formers = some.stream().map(this::former).toList();
        return fixture.builder.build().retry(condition).retry(formers);
    }

    private Rejection former(DeadLetter letter) {
        SourceRecord record = fixture.letters.records(List.of(letter)).get(0);
        Reason reason = Reason.valueOf(letter.reason().toUpperCase(Locale.ROOT));
        return new Rejection(record, reason, letter.path(), letter.detail());
    }

    /** The letter of a line. */
    private DeadLetter letter(int line) {
        return letters().stream()
                .filter(letter -> letter.sourceId().startsWith("things.csv:" + line + ":"))
                .findFirst()
                .orElseThrow();
    }

    /** What was wrong is put right: the column is a text now, in the settings and the table. */
    private void putRight() {
        fixture.builder.setIntegers("");
    }

    @Test
    void aRowThatPassesNowIsInTheTableOnce() {
        fixture.load(BAD);
        putRight();

        assertThat(retry()).isEqualTo(Result.LANDED);
        assertThat(fixture.things()).containsExactly("a|Bolt|1.5|many", "b|Nut|2.5|2");
        assertThat(retry()).as("once more").isEqualTo(Result.LANDED);
        assertThat(fixture.things()).hasSize(2);
    }

    @Test
    void aRowThatIsStillBadIsTheSameLetter() {
        fixture.load(BAD);

        assertThat(retry()).isEqualTo(Result.REJECTED);

        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(2);
            assertThat(letter.detail()).isEqualTo("line 2, column 4 (count): not an integer of 64 bits");
        });
        putRight();
        assertThat(retry()).isEqualTo(Result.LANDED);
    }

    @Test
    void aRowThatSomebodyHasChangedSinceIsLeftAlone() {
        fixture.load("id,name,price,count\na,Bolt,1.5,1\n");
        fixture.load(BAD);
        putRight();
        fixture.execute("update things set name = 'Screw' where id = 'a'");

        assertThat(retry()).isEqualTo(Result.SUPERSEDED);

        assertThat(fixture.things()).containsExactly("a|Screw|1.5|1", "b|Nut|2.5|2");
    }

    @Test
    void aRowThatSomebodyHasDeletedSinceStaysAway() {
        fixture.load("id,name,price,count\na,Bolt,1.5,1\n");
        fixture.load(BAD);
        putRight();
        fixture.execute("delete from things where id = 'a'");

        assertThat(retry()).isEqualTo(Result.SUPERSEDED);

        assertThat(fixture.things()).containsExactly("b|Nut|2.5|2");
    }

    /** The later file may have had the row as the table has it. */
    @Test
    void afterALaterLoadNothingIsWritten() {
        fixture.load("id,name,price,count\na,Bolt,1.5,1\n");
        fixture.load(BAD);
        fixture.load("id,name,price,count\na,Bolt,1.5,1\nb,Nut,2.5,3\n");
        putRight();

        assertThat(retry()).isEqualTo(Result.REJECTED);

        assertThat(letters().get(0).detail()).contains("a file was loaded since");
        assertThat(fixture.things()).containsExactly("a|Bolt|1.5|1", "b|Nut|2.5|3");
    }

    @Test
    void aRowThatALaterFileHasBroughtHasLanded() {
        fixture.load("id,name,price,count\na,Bolt,1.5,\"12,\"\n");
        fixture.load("id,name,price,count\nb,Nut,2.5,3\n");
        putRight();
        fixture.execute("insert into things values ('a', 'Bolt', '1.5', '12,')");

        assertThat(retry()).isEqualTo(Result.LANDED);
    }

    @Test
    void theSecondRowOfAKeyNeverReplacesTheFirst() {
        fixture.load("id,name,price,count\na,Bolt,1.5,1\na,Nut,2.5,2\n");

        assertThat(retry()).isEqualTo(Result.REJECTED);

        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.attempts()).isEqualTo(2);
            assertThat(letter.detail()).endsWith("the key came before in this file");
        });
        assertThat(fixture.things()).containsExactly("a|Bolt|1.5|1");
    }

    @Test
    void aTableThatIsGoneIsLeftToTheNextLoad() {
        fixture.load(BAD);
        putRight();
        fixture.execute("drop table things");

        assertThat(retry()).isEqualTo(Result.REJECTED);

        assertThat(letters().get(0).detail()).contains("the table is gone");
        assertThat(fixture.load(BAD).rows()).isEqualTo(2);
    }

    @Test
    void aRowThatIsNoneIsRejectedForWhatItWas() {
        fixture.load("id,name,price,count\na,Bolt\n");

        assertThat(retry()).isEqualTo(Result.REJECTED);

        assertThat(letters().get(0).detail()).isEqualTo("line 2: 2 fields, but the header has 4");
    }

    @Test
    void aTableWithAnotherColumnTakesNoRow() {
        fixture.load(BAD);
        putRight();
        fixture.execute("alter table things add column size text");

        assertThat(retry()).isEqualTo(Result.REJECTED);

        assertThat(letters().get(0).detail()).contains("the header lacks the column size");
    }

    @Test
    void whatTheTableRefusedPassesWhenTheTableTakesIt() {
        fixture.execute(
                "create table things (id text not null primary key, name TEXT, price DECIMAL_TEXT, count INTEGER)",
                "create trigger cheap before insert on things when new.price > 1"
                        + " begin select raise(abort, 'too dear'); end");
        fixture.load("id,name,price,count\na,Bolt,1.5,1\n");
        assertThat(letters()).singleElement().extracting(DeadLetter::reason).isEqualTo("refused");
        assertThat(retry()).isEqualTo(Result.REJECTED);
        fixture.execute("drop trigger cheap");

        assertThat(retry()).isEqualTo(Result.LANDED);

        assertThat(fixture.things()).containsExactly("a|Bolt|1.5|1");
    }

    /** Whose columns nobody knows. */
    @Test
    void aLetterOfTheFirstVersionIsRejectedForWhatItWas() {
        SourceRecord old =
                new SourceRecord("things.csv:2:" + Sha256.of("a,Bolt").substring(0, 12), Instant.EPOCH, 2, "a,Bolt");
        Rejection former = new Rejection(old, Reason.MALFORMED, "$", "line 2: too short");

        assertThat(fixture.builder.build().retry(Optional.empty()).retry(List.of(former)))
                .containsExactly(Result.REJECTED);

        assertThat(letters().get(0).detail()).isEqualTo("line 2: too short");
    }

    @Test
    void aRecordOfAnotherKindIsNoRow() {
        SourceRecord row = new SourceRecord("4711", Instant.EPOCH, 2, "{\"file\":\"x\",\"line\":1,\"row\":\"a\"}");
        SourceRecord old = new SourceRecord("things.csv:2:0123456789ab", Instant.EPOCH, 2, "a,Bolt");

        List<Rejection> formers = Stream.of(row, old)
                .map(record -> new Rejection(record, Reason.REFUSED, "$", ""))
                .toList();
        assertThat(fixture.builder.build().retry(Optional.empty()).retry(formers))
                .containsExactly(Result.NO_ROW, Result.NO_ROW);
    }

    /** Among a hundred, the sixth and the last. */
    @Test
    void aRowThatIsRefusedTakesNoOtherAlong() {
        StringBuilder rows = new StringBuilder("id,name,price,count\n");
        for (int i = 1; i <= 100; i++) {
            rows.append("k")
                    .append(i)
                    .append(i == 6 || i == 100 ? ",dear" : ",cheap")
                    .append(",1.5,many\n");
        }
        fixture.load(rows.toString());
        putRight();
        fixture.execute("create trigger refuse before insert on things when new.name = 'dear'"
                + " begin select raise(rollback, 'too dear'); end");
        List<DeadLetter> some = letters();

        List<Result> results = retry(some);

        assertThat(fixture.things()).hasSize(98);
        assertThat(results).filteredOn(Result.LANDED::equals).hasSize(98);
        assertThat(results).filteredOn(Result.REJECTED::equals).hasSize(2);
        for (int line : List.of(7, 101)) {
            assertThat(letter(line).attempts()).isEqualTo(2);
            assertThat(letter(line).reason()).isEqualTo("refused");
            assertThat(letter(line).detail()).startsWith("line " + line + ": refused by the database");
        }
    }

    /** Whichever comes first, in one transaction or in two. */
    @Test
    void ofTwoBadRowsOfOneKeyTheLaterOneStays() {
        for (boolean laterFirst : List.of(true, false)) {
            for (boolean together : List.of(true, false)) {
                fixture.load("id,name,price,count\na,Bolt,1.5,1\nb,Nut,1.5," + laterFirst + together + "\n");
                fixture.load("id,name,price,count\na,Early,1.5,many\na,Late,1.5,many\nb," + laterFirst + together
                        + ",1.5,1\n");
                putRight();
                List<DeadLetter> some = laterFirst ? List.of(letter(3), letter(2)) : List.of(letter(2), letter(3));

                List<Result> results = together
                        ? retry(some)
                        : List.of(
                                retry(some.subList(0, 1)).get(0),
                                retry(some.subList(1, 2)).get(0));

                assertThat(results).containsExactly(Result.LANDED, laterFirst ? Result.SUPERSEDED : Result.LANDED);
                assertThat(fixture.things()).first().isEqualTo("a|Late|1.5|many");
                fixture.builder.setIntegers("count");
            }
        }
    }

    /** What the later row has made equal to what was there is not undone by the earlier one. */
    @Test
    void anEarlierRowOfAKeyDoesNotReplaceALaterOneThatChangedNothing() {
        fixture.execute(
                "create table things (id text not null primary key, name TEXT, price DECIMAL_TEXT, count TEXT)");
        fixture.execute("insert into things values ('a', 'Bolt', '1.5', 'few')");
        fixture.load("id,name,price,count\na,Early,1.5,many\na,Bolt,1.5,few\n");
        putRight();
        DeadLetter early = letter(2);

        assertThat(retry(List.of(letter(3)))).containsExactly(Result.LANDED);
        assertThat(retry(List.of(early))).containsExactly(Result.SUPERSEDED);

        assertThat(fixture.things()).containsExactly("a|Bolt|1.5|few");
    }

    /** Though an earlier row of the file was retried before. */
    @Test
    void whatSomebodyHasChangedAfterARetryIsLeftAlone() {
        fixture.load("id,name,price,count\na,Early,1.5,many\na,Late,1.5,many\n");
        putRight();
        assertThat(retry(List.of(letter(2)))).containsExactly(Result.LANDED);
        fixture.execute("update things set name = 'Mine'");

        assertThat(retry(List.of(letter(3)))).containsExactly(Result.SUPERSEDED);

        assertThat(fixture.things()).containsExactly("a|Mine|1.5|many");
    }

    /** Of what file it was, does not count: the later file may have had neither row. */
    @Test
    void ofTwoBadRowsOfTwoFilesThatOfTheLaterOneStays() {
        fixture.load("id,name,price,count\na,First,1.5,many\n");
        fixture.load("id,name,price,count\nb,Nut,1.5,1\na,Second,1.5,many\n");
        putRight();
        DeadLetter first = letter(2);
        DeadLetter second = letter(3);

        assertThat(retry(List.of(first, second))).containsExactly(Result.REJECTED, Result.LANDED);
        assertThat(retry(List.of(letter(2)))).containsExactly(Result.SUPERSEDED);

        assertThat(fixture.things()).containsExactly("a|Second|1.5|many", "b|Nut|1.5|1");
    }

    @Test
    void aRowThatDoesNotFulfilTheConditionIsRejectedForIt() {
        fixture.load("id,name,price,count\na,Bolt,1.5,many\nb,Nut,1.5,many\n");
        putRight();
        RetryCondition condition = new RetryCondition("NAME", "Nut"::equals, "no nut");

        assertThat(retry(List.of(letter(2), letter(3)), Optional.of(condition)))
                .containsExactly(Result.REJECTED, Result.LANDED);

        assertThat(letter(2).detail()).isEqualTo("line 2, column 2 (name): no nut");
        assertThat(fixture.things()).containsExactly("b|Nut|1.5|many");
    }

    /** A system that is busy is no row's fault, and nothing is marked. */
    @Test
    void aTableThatAnotherProgramKeepsLockedIsWaitedFor() throws Exception {
        fixture.load(BAD);
        putRight();
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("table.db"));
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");

            assertThatThrownBy(this::retry)
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageStartingWith("products: [SQLITE_BUSY]");

            statement.execute("rollback");
        }
        assertThat(letters()).singleElement().extracting(DeadLetter::attempts).isEqualTo(1);
        assertThat(retry()).isEqualTo(Result.LANDED);
    }
}
