package dev.dromedary.csv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.csv.RowRetry.Result;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.digest.Sha256;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
        DeadLetter letter = letters().get(0);
        SourceRecord record = fixture.letters.records(List.of(letter)).get(0);
        Reason reason = Reason.valueOf(letter.reason().toUpperCase(Locale.ROOT));
        return fixture.builder
                .build()
                .retry()
                .retry(record, new Rejection(record, reason, letter.path(), letter.detail()));
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

        assertThat(fixture.builder.build().retry().retry(old, former)).isEqualTo(Result.REJECTED);

        assertThat(letters().get(0).detail()).isEqualTo("line 2: too short");
    }

    @Test
    void aRecordOfAnotherKindIsNoRow() {
        SourceRecord row = new SourceRecord("4711", Instant.EPOCH, 2, "{\"file\":\"x\",\"line\":1,\"row\":\"a\"}");
        SourceRecord old = new SourceRecord("things.csv:2:0123456789ab", Instant.EPOCH, 2, "a,Bolt");

        for (SourceRecord record : List.of(row, old)) {
            assertThat(fixture.builder.build().retry().retry(record, null)).isEqualTo(Result.NO_ROW);
        }
    }
}
