package dev.dromedary.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.csv.CsvLoad.Loaded;
import dev.dromedary.digest.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a file is taken apart: line ends, quotes, lines and texts of rows. */
class CsvRowsTest {

    private static final int ROUNDS = 3000;

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

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void linesEndInAnyWay(String end) {
        Loaded loaded = fixture.load(String.join(
                end,
                "id,name,price,count",
                "",
                "a,\"one" + end + end + "two\",1,2",
                "",
                "",
                "b,\",\"\"\",dear,3",
                "c,Nut,,",
                ""));

        assertThat(loaded).isEqualTo(new Loaded(true, 2, 2, 1));
        assertThat(fixture.things()).containsExactly("a|one" + end + end + "two|1|2", "c|Nut|null|null");
        assertThat(fixture.deadLetters()).singleElement().satisfies(letter -> {
            assertThat(letter.detail()).startsWith("line 8, column 3");
            assertThat(letter.payload()).isEqualTo("b,\",\"\"\",dear,3");
        });
    }

    @Test
    void lineEndsMayBeMixed() {
        fixture.load("id,name,price,count\r\na,Bolt,1,2\rb,Nut,2,3\n\r\nc,Pin,3,4\r\rd,Cap,bad,5");

        assertThat(fixture.things()).containsExactly("a|Bolt|1|2", "b|Nut|2|3", "c|Pin|3|4");
        assertThat(fixture.deadLetters())
                .extracting(LoadFixture.Letter::detail)
                .singleElement()
                .asString()
                .startsWith("line 7,");
    }

    @Test
    void aByteOrderMarkIsSkipped() {
        fixture.load("\uFEFFid,price,count\na,1.0,2\n");

        assertThat(fixture.query("select id, price from things")).containsExactly("a|1.0");
    }

    @Test
    void aQuoteWithinAnUnquotedFieldIsACharacter() {
        fixture.load("id,name,price,count\na,27\" screen,1,2\n");

        assertThat(fixture.things()).containsExactly("a|27\" screen|1|2");
    }

    /** The quotes of each line open a field that those of no later line close. */
    @Test
    @Timeout(30)
    void quotesThatAreWrongOnEachLineTakeLinearTime() throws IOException {
        int wrong = 100_000;
        fixture.write("p,q\n" + "x\",\",padding-that-is-long-enough\n".repeat(wrong) + "good,row\n");
        Columns columns = Columns.of(fixture.file, List.of("p", "q"), TableShape.of("things", "p", null, null));
        try (CsvRows rows = CsvRows.open(fixture.file)) {
            rows.header();
            for (int i = 0; i < wrong; i++) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.line()).isEqualTo(i + 2);
                assertThatThrownBy(() -> rows.row(columns)).isInstanceOf(RecordRejectedException.class);
            }
            assertThat(rows.next()).isTrue();
            assertThat(rows.row(columns).values()).containsExactly("good", "row");
            assertThat(rows.next()).isFalse();
            assertThat(rows.sha256()).isEqualTo(Sha256.of(fixture.file));
        }
    }

    /** All texts of the alphabet that confuses parsers: nothing is lost, and no line is counted wrong. */
    @Test
    void rowsAndRejectedLinesCoverTheFile() throws IOException {
        Random random = new Random(20260101);
        String alphabet = "ab,,\"\"\"\r\n\n\u00e9";
        Path file = folder.resolve("random.csv");
        for (int round = 0; round < ROUNDS; round++) {
            StringBuilder text = new StringBuilder("p,q\n");
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Files.writeString(file, text);
            assertThat(textsOf(file)).as("rows of %s", text).isEqualTo(linesOf(text.toString()));
        }
    }

    /** The texts of rows and given up lines with the numbers of their lines. */
    private static List<String> textsOf(Path file) throws IOException {
        List<String> texts = new ArrayList<>();
        try (CsvRows rows = CsvRows.open(file)) {
            assertThat(rows.header()).containsExactly("p", "q");
            long next = 2;
            while (rows.next()) {
                String text = rows.text();
                // Blank lines between rows are skipped.
                for (; next < rows.line(); next++) {
                    texts.add("");
                }
                texts.addAll(lines(text));
                next = rows.line() + lines(text).size();
            }
            assertThat(rows.sha256()).isEqualTo(Sha256.of(file));
        }
        while (!texts.isEmpty() && texts.get(texts.size() - 1).isEmpty()) {
            texts.remove(texts.size() - 1);
        }
        return texts;
    }

    private static List<String> linesOf(String text) {
        List<String> lines = new ArrayList<>(lines(text).subList(1, lines(text).size()));
        while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
            lines.remove(lines.size() - 1);
        }
        return lines;
    }

    private static List<String> lines(String text) {
        return List.of(text.split("\r\n|\r|\n", -1));
    }

    @Test
    void blocksMayEndAnywhere() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes("id,name,price,count\r\n".getBytes());
        Random random = new Random(3);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 4000; i++) {
            String name = "n°\r\n".repeat(random.nextInt(60));
            bytes.writeBytes(("%05d,\"%s\",1,%d\r\n".formatted(i, name, i)).getBytes("UTF-8"));
            expected.add("%05d|%s|1|%d".formatted(i, name, i));
        }
        assertThat(fixture.write(bytes.toByteArray()).load()).isEqualTo(new Loaded(true, 4000, 4000, 0));
        assertThat(fixture.things()).isEqualTo(expected);
    }
}
