package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.batch.Peekable.Seen;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TablePeekTest {

    @TempDir
    private Path folder;

    private Connection other;
    private Database database;

    @BeforeEach
    void makeTable() throws SQLException {
        other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("shop.db"));
        sql("create table items (ean text not null primary key, name text, changed text)");
        sql("insert into items values ('1', 'a', '2026-01-01T00:00:00Z'), ('2', 'b', '2026-01-03T00:00:00Z'),"
                + " ('3', 'c', '2026-01-02T00:00:00Z')");
        database = open();
    }

    private Database open() {
        Database.Builder builder = new Database.Builder();
        builder.setName("shop");
        builder.setSource(folder.resolve("shop.db").toString());
        return builder.build();
    }

    @AfterEach
    void close() throws SQLException {
        other.close();
        database.close();
    }

    private void sql(String sql) throws SQLException {
        try (Statement statement = other.createStatement()) {
            statement.execute(sql);
        }
    }

    private Seen look(String timestamp, String filter, int most) throws Exception {
        database.restrictToReading();
        return new TablePeek(new TablePeek.Settings(database, "items", "ean", filter, timestamp, 1 << 20), most)
                .look("shop", Optional.empty());
    }

    private static List<String> shown(Seen seen) {
        return seen.batch().records().stream().map(TablePeekTest::shown).toList();
    }

    private static String shown(SourceRecord record) {
        return record.headers().get("operation") + " " + record.id() + " " + record.payload();
    }

    @Test
    void theFirstRunSendsTheWholeTable() throws Exception {
        assertThat(shown(look(null, "ean <> '2'", 20)))
                .containsExactly(
                        "read 1 {\"ean\":\"1\",\"name\":\"a\",\"changed\":\"2026-01-01T00:00:00Z\"}",
                        "read 3 {\"ean\":\"3\",\"name\":\"c\",\"changed\":\"2026-01-02T00:00:00Z\"}");
        assertThat(shown(look(null, "1 = 1", 1))).hasSize(1);
        assertThat(look(null, "1 = 1", 20).batch().position()).isNull();
    }

    @Test
    void laterOnlyWhatTheLogHoldsIsSent() throws Exception {
        ChangeLogCapture capture = new ChangeLogCapture(database, "items", "ean", "1 = 1", new PageSize(100, 1 << 20));
        capture.open(Optional.empty());
        sql("update items set name = 'z' where ean = '3'");
        sql("delete from items where ean = '1'");
        byte[] before = Files.readAllBytes(folder.resolve("shop.db"));

        Seen seen = look(null, "1 = 1", 20);

        assertThat(shown(seen))
                .containsExactly(
                        "update 3 {\"ean\":\"3\",\"name\":\"z\",\"changed\":\"2026-01-02T00:00:00Z\"}",
                        "delete 1 null");
        assertThat(seen.notes()).singleElement().asString().contains("published already");
        assertThat(Files.readAllBytes(folder.resolve("shop.db"))).isEqualTo(before);
    }

    @Test
    void byTimestampTheLatestRowsAreShown() throws Exception {
        assertThat(look("changed", "1 = 1", 2).batch().records())
                .extracting(SourceRecord::id)
                .containsExactly("2", "3");
    }
}
