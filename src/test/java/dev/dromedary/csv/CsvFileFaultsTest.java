package dev.dromedary.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.csv.CsvLoad.Loaded;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetters;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files, tables and databases that a load cannot do anything with: nothing changes, and one line says why. */
class CsvFileFaultsTest {

    private static final String GOOD = "id,name,price,count\na,Bolt,1,2\n";

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

    private void assertFault(String text, String words) {
        assertFault(text.getBytes(StandardCharsets.UTF_8), words);
    }

    private void assertFault(byte[] bytes, String words) {
        assertThatThrownBy(() -> fixture.write(bytes).load())
                .isInstanceOf(CsvFileException.class)
                .hasMessageStartingWith(fixture.file + ": ")
                .hasMessageContaining(words)
                .message()
                .satisfies(message -> assertThat(message.lines()).hasSize(1));
        assertThat(fixture.query("select name from sqlite_master")).isEmpty();
        assertThat(fixture.deadLetters()).isEmpty();
    }

    @Test
    void anEmptyFile() {
        assertFault("", "the file is empty");
        assertFault("\n\r\n\n", "the file is empty");
        assertFault("\uFEFF", "the file is empty");
    }

    @Test
    void aColumnTwice() {
        assertFault("id,name,price,count,NAME\n", "columns 2 and 5 of the header have the same name (NAME)");
    }

    @Test
    void aColumnThatIsMissing() {
        assertFault("name,price,count\n", "lacks the key column id");
        assertFault("id,name,count\n", "lacks the decimal column price");
        assertFault("id,name,price\n", "lacks the integer column count");
    }

    @Test
    void aColumnWithoutAName() {
        assertFault("id,,price,count\n", "column 2 of the header has no name");
        assertFault("id,name,price,count, \n", "column 5 of the header has no name");
    }

    @Test
    void aHeaderThatIsNoCsv() {
        assertFault("id,\"name\"x,price,count\n", "line 1, the header: text after a closing quote");
        assertFault("\nid,\"name,price,count\n", "line 2, the header: a quote that is never closed");
        assertFault("id,n\u00e4me\n".getBytes(StandardCharsets.ISO_8859_1), "column 2: no text in UTF-8");
        assertFault("id,na\0me\n", "column 2: no text in UTF-8");
    }

    @Test
    void utf16() {
        assertFault(GOOD.getBytes(StandardCharsets.UTF_16), "UTF-16");
        assertFault(("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_16LE), "UTF-16");
    }

    @Test
    void moreColumnsThanSqliteTakes() {
        String names = IntStream.range(0, 2000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));

        assertFault("id," + names + "\n", "more than 2000 columns");
    }

    @Test
    void aFolder() throws Exception {
        Files.createDirectory(fixture.file);

        assertThatThrownBy(fixture::load).isInstanceOf(CsvFileException.class).hasMessageContaining("folder");
    }

    @Test
    void aTableWithOtherColumns() {
        fixture.load(GOOD);

        assertThatThrownBy(() -> fixture.load("id,name,price,count,colour\nb,Nut,1,2,red\n"))
                .isInstanceOf(CsvFileException.class)
                .hasMessageContaining("the table things has no column colour");
        assertThatThrownBy(() -> fixture.load("id,price,count\nb,1,2\n"))
                .isInstanceOf(CsvFileException.class)
                .hasMessageContaining("the header lacks the column name, which the table things has");

        assertThat(fixture.things()).containsExactly("a|Bolt|1|2");
        assertThat(fixture.query("select rows from dromedary_loads")).containsExactly("1");
    }

    @Test
    void aTableWithoutAUniqueKey() {
        fixture.execute("create table things (id text, name text, price text, count integer, primary key (id, name))");

        assertThatThrownBy(() -> fixture.load(GOOD))
                .isInstanceOf(CsvFileException.class)
                .hasMessageContaining("has no unique key id");

        fixture.execute("create unique index by_id on things (id)");
        assertThat(fixture.load()).isEqualTo(new Loaded(true, 1, 1, 0));
    }

    @Test
    void aFileThatIsNoDatabase() throws Exception {
        Path broken = folder.resolve("broken.db");
        Files.writeString(broken, "this is no database ".repeat(500));
        Database.Builder builder = new Database.Builder();
        builder.setName("products");
        builder.setUrl("jdbc:sqlite:" + broken);
        try (Database database = builder.build()) {
            fixture.builder.setDatabase(database);
            fixture.write(GOOD);
            assertThatThrownBy(fixture::load)
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageStartingWith("products: ");
        }
    }

    @Test
    void aDatabaseThatAnotherProgramWritesTo() throws Exception {
        fixture.load(GOOD);
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("table.db"));
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");
            assertThatThrownBy(() -> fixture.load(GOOD + "b,Nut,1,2\n"))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("locked");
            statement.execute("rollback");
        }
        assertThat(fixture.load()).isEqualTo(new Loaded(true, 2, 1, 0));
    }

    @Test
    void aDatabaseThatMayNotBeWritten() {
        fixture.load(GOOD);
        Database.Builder builder = new Database.Builder();
        builder.setName("products");
        builder.setUrl("jdbc:sqlite:file:" + folder.resolve("table.db") + "?mode=ro");
        try (Database database = builder.build()) {
            fixture.builder.setDatabase(database);
            fixture.write(GOOD + "b,Nut,1,2\n");
            assertThatThrownBy(fixture::load).isInstanceOf(DatabaseUnavailableException.class);
        }
        assertThat(fixture.things()).containsExactly("a|Bolt|1|2");
    }

    @Test
    void deadLettersThatCannotBeStored() {
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl("jdbc:sqlite:" + folder.resolve("empty.db"));
        try (Database empty = builder.build()) {
            fixture.builder.setDeadLetters(new DeadLetters(empty, folder.resolve("letters.keyset")));
            assertThatThrownBy(() -> fixture.load(GOOD + "b,Nut,dear,2\n"))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageStartingWith("state: ");
            assertThat(fixture.query("select name from sqlite_master")).isEmpty();
        }
        fixture.builder.setDeadLetters(fixture.letters);
        assertThat(fixture.load()).isEqualTo(new Loaded(true, 1, 1, 1));
    }

    @Test
    void anInterruptEndsTheLoad() {
        fixture.write(GOOD);
        CsvLoad load = fixture.builder.build();
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(load::load).isInstanceOf(UnavailableException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        assertThat(fixture.query("select name from sqlite_master")).isEmpty();
    }
}
