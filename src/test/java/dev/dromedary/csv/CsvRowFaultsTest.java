package dev.dromedary.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.dromedary.csv.CsvLoad.Loaded;
import dev.dromedary.csv.LoadFixture.Letter;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows at fault: each alone becomes a dead letter, with its text, and all others land. */
class CsvRowFaultsTest {

    private static final String HEADER = "id,name,price,count\n";

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

    private void assertOnlyLetter(String reason, String path, String detail, String payload) {
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.reason()).isEqualTo(reason);
            assertThat(letter.path()).isEqualTo(path);
            assertThat(letter.detail()).isEqualTo(detail);
            assertThat(letter.payload()).isEqualTo(payload);
        });
    }

    @Test
    void aRowWithTooFewFields() {
        assertThat(fixture.load(HEADER + "a,Bolt,1\nb,Nut,2,3\n")).isEqualTo(new Loaded(true, 1, 1, 1));
        assertThat(fixture.things()).containsExactly("b|Nut|2|3");
        assertOnlyLetter("malformed", "$", "line 2: 3 fields, but the header has 4", "a,Bolt,1");
    }

    @Test
    void aRowWithTooManyFields() {
        assertThat(fixture.load(HEADER + "\"a\",\"Bo\r\nlt\",1,2,5\nb,Nut,2,3\n"))
                .isEqualTo(new Loaded(true, 1, 1, 1));
        assertOnlyLetter("malformed", "$", "line 2: 5 fields, but the header has 4", "\"a\",\"Bo\r\nlt\",1,2,5");
    }

    @Test
    void textAfterAClosingQuote() {
        assertThat(fixture.load(HEADER + "a,\"Bolt\"s,1,2\nb,Nut,2,3\n")).isEqualTo(new Loaded(true, 1, 1, 1));
        assertThat(fixture.things()).containsExactly("b|Nut|2|3");
        assertOnlyLetter("malformed", "$", "line 2: text after a closing quote", "a,\"Bolt\"s,1,2");
    }

    @Test
    void aQuoteThatIsNeverClosedCostsItsLineAlone() {
        Loaded loaded = fixture.load(HEADER + "a,\"Bolt,1,2\nb,Nut,2,3\r\nc,Pin,3,4\rd,Cap,4,5");

        assertThat(loaded).isEqualTo(new Loaded(true, 3, 3, 1));
        assertThat(fixture.things()).containsExactly("b|Nut|2|3", "c|Pin|3|4", "d|Cap|4|5");
        assertOnlyLetter("malformed", "$", "line 2: a quote that is never closed", "a,\"Bolt,1,2");
    }

    @Test
    void aQuoteThatTheNextQuotedRowSeemsToCloseCostsItsLineAlone() {
        Loaded loaded = fixture.load(HEADER + "a,\"Bolt,1,2\nb,\"Nut\n2\",2,3\nc,Pin,x,4\n");

        assertThat(loaded).isEqualTo(new Loaded(true, 1, 1, 2));
        assertThat(fixture.things()).containsExactly("b|Nut\n2|2|3");
        assertThat(fixture.deadLetters())
                .extracting(Letter::detail)
                .containsExactly(
                        "line 2: text after a closing quote", "line 5, column 3 (price): not a decimal number");
    }

    @Test
    void aQuoteThatIsNeverClosedInALargeFileCostsItsLineAlone() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HEADER.getBytes());
        for (int i = 0; i < 150_000; i++) {
            bytes.writeBytes((i == 10 ? "k10,\"Bolt,1,2\n" : "k" + i + ",Nut,1.50,7\r\n").getBytes());
        }
        assertThat(fixture.write(bytes.toByteArray()).load()).isEqualTo(new Loaded(true, 149_999, 149_999, 1));
        assertOnlyLetter("malformed", "$", "line 12: longer than 1 MiB", "k10,\"Bolt,1,2");
        assertThat(fixture.query("select count(*), sum(count) from things")).containsExactly("149999|" + 149_999 * 7);
    }

    @Test
    void rowsUpToOneMebibyteLand() {
        String text = "x".repeat((1 << 20) - "a,,1,2\n".length());
        Loaded loaded = fixture.load(HEADER + "a," + text + ",1,2\nb," + text + "x,1,2\nc," + "\u00b0".repeat(3 << 20)
                + ",1,2\nd,\"" + (text + "\n").repeat(2) + "\",1,2\ne,Nut,1,2\n");

        assertThat(fixture.query("select id, length(name) from things")).containsExactly("a|" + text.length(), "e|3");
        assertThat(loaded.rejected()).isEqualTo(5);
        assertThat(fixture.deadLetters())
                .extracting(Letter::detail)
                .containsExactly(
                        "line 3: longer than 1 MiB",
                        "line 4: longer than 1 MiB",
                        "line 5: longer than 1 MiB",
                        "line 6: 1 field, but the header has 4",
                        "line 7: a quote that is never closed");
        assertThat(fixture.deadLetters().get(0).payload()).isEqualTo("b," + text + "x,1,2");
        assertThat(fixture.deadLetters().get(1).payload()).startsWith("c,°°").hasSizeLessThanOrEqualTo(1 << 20);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1,5", "+1", ".5", "1.", "01", "1e", "1e+", "0x1", "NaN", "--1", "-", " 1", "1 ", "1_0", "\u0661"
            })
    void aDecimalThatIsNoJsonNumber(String price) {
        String row = "a,Bolt,\"" + price + "\",2";
        assertThat(fixture.load(HEADER + row + "\nb,Nut,2,3\n")).isEqualTo(new Loaded(true, 1, 1, 1));
        assertOnlyLetter("invalid", "$.price", "line 2, column 3 (price): not a decimal number", row);
    }

    @Test
    void decimalsAreKeptAsTheyAreWritten() {
        fixture.load(HEADER
                + "a,,125.10,\nb,,-0,\nc,,0.000,\nd,,1E+05,\ne,,-12.50e-3,\nf,,123456789012345678901234567890.10,\n");

        assertThat(fixture.deadLetters()).isEmpty();
        assertThat(fixture.query("select price from things order by id"))
                .containsExactly("125.10", "-0", "0.000", "1E+05", "-12.50e-3", "123456789012345678901234567890.10");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"9223372036854775808", "-9223372036854775809", "1.0", "1e3", "007", "+7", "seven", "\u0667"})
    void anIntegerThatHasNot64Bits(String count) {
        String row = "a,Bolt,1," + count;
        assertThat(fixture.load(HEADER + row + "\nb,Nut,2,-9223372036854775808\n"))
                .isEqualTo(new Loaded(true, 1, 1, 1));
        assertThat(fixture.things()).containsExactly("b|Nut|2|-9223372036854775808");
        assertOnlyLetter("invalid", "$.count", "line 2, column 4 (count): not an integer of 64 bits", row);
    }

    @Test
    void anEmptyKey() {
        assertThat(fixture.load(HEADER + ",Bolt,1,2\n\"\",Nut,2,3\nc,Pin,3,4\n"))
                .isEqualTo(new Loaded(true, 1, 1, 2));
        assertThat(fixture.deadLetters())
                .extracting(Letter::reason, Letter::path, Letter::detail, Letter::payload)
                .containsExactly(
                        tuple("invalid", "$.id", "line 2, column 1 (id): an empty key", ",Bolt,1,2"),
                        tuple("invalid", "$.id", "line 3, column 1 (id): an empty key", "\"\",Nut,2,3"));
    }

    @Test
    void bytesThatAreNoUtf8() {
        byte[] text = (HEADER + "a,Caf\u00e9,1,2\nb,\u00a0\u00ff,2,3\n").getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(text);
        bytes.writeBytes("c,Café 30° 😀,3,4\n".getBytes(StandardCharsets.UTF_8));

        assertThat(fixture.write(bytes.toByteArray()).load()).isEqualTo(new Loaded(true, 1, 1, 2));

        assertThat(fixture.things()).containsExactly("c|Café 30° 😀|3|4");
        assertThat(fixture.deadLetters())
                .extracting(Letter::reason, Letter::path, Letter::detail, Letter::payload)
                .containsExactly(
                        tuple("malformed", "$.name", "line 2, column 2 (name): not UTF-8", "a,Caf\\xE9,1,2"),
                        tuple("malformed", "$.name", "line 3, column 2 (name): not UTF-8", "b,\\xA0\\xFF,2,3"));
    }

    @Test
    void aNulCharacter() {
        assertThat(fixture.load(HEADER + "a,Bo\0lt,1,2\nb,Nut,2,3\n")).isEqualTo(new Loaded(true, 1, 1, 1));
        assertThat(fixture.things()).containsExactly("b|Nut|2|3");
        assertOnlyLetter("invalid", "$.name", "line 2, column 2 (name): a NUL character", "a,Bo\0lt,1,2");
    }

    @Test
    void sqliteWouldHideWhatFollowsANulCharacter() {
        assertThat(fixture.query("select length('Bo' || char(0) || 'lt')")).containsExactly("2");
    }

    @Test
    void aDeadLetterTellsWhereItComesFrom() throws Exception {
        Instant modified = Instant.parse("2026-01-02T03:04:05Z");
        fixture.write(HEADER + "\n\na,Bolt,dear,2\n");
        Files.setLastModifiedTime(fixture.file, FileTime.from(modified));

        fixture.load();

        String hash = Sha256.of("a,Bolt,dear,2").substring(0, 12);
        assertThat(fixture.deadLetters()).extracting(Letter::sourceId).containsExactly("things.csv:4:" + hash);
        List<Instant> sentAt = new ArrayList<>();
        fixture.letters.list(Selection.all(), letter -> sentAt.add(letter.sentAt()));
        assertThat(sentAt).containsExactly(modified);
    }

    @Test
    void aRowThatIsBadAgainIsTheSameDeadLetter() {
        fixture.load(HEADER + "a,Bolt,dear,2\n");
        fixture.load(HEADER + "a,Bolt,dear,2\nb,Nut,1,2\n");

        assertThat(fixture.deadLetters()).hasSize(1);
    }

    @Test
    void manyDeadLettersAreAllStored() {
        StringBuilder text = new StringBuilder(HEADER);
        for (int i = 0; i < 3333; i++) {
            text.append(i).append(i % 2 == 0 ? ",Bolt,dear,2\n" : ",Bolt,1.0,2\n");
        }
        assertThat(fixture.load(text.toString())).isEqualTo(new Loaded(true, 1666, 1666, 1667));
        assertThat(fixture.deadLetters()).hasSize(1667).allMatch(letter -> letter.payload()
                .endsWith(",Bolt,dear,2"));
        assertThat(fixture.deadLetters()).noneMatch(letter -> letter.detail().contains("dear"));
    }
}
