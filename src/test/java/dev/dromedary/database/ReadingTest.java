package dev.dromedary.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database of which nothing may change. */
class ReadingTest {

    /** A name that means something in a URI. */
    private static final String NAME = "a b%20#c.db";

    @TempDir
    private Path folder;

    private Database open() {
        Database.Builder builder = new Database.Builder();
        builder.setUrl("jdbc:sqlite:" + folder.resolve("data/" + NAME));
        return builder.build();
    }

    private static int execute(Database database, String sql) throws SQLException {
        return database.reading(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql) ? statement.getResultSet().getInt(1) : 0;
            }
        });
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("data"))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void whereNothingIsNothingIsMade() {
        try (Database database = open()) {
            database.restrictToReading();

            assertThat(database.exists()).isFalse();
            assertThatThrownBy(() -> execute(database, "select 1")).isInstanceOf(SQLException.class);
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aFileThatNobodyHasOpenIsReadWithoutAnythingBesideIt() throws Exception {
        try (Database database = open()) {
            execute(database, "create table t as select 7 as n");
        }
        byte[] before = Files.readAllBytes(folder.resolve("data/" + NAME));
        assertThat(files()).containsExactly(NAME);
        try (Database database = open()) {
            database.restrictToReading();

            assertThat(database.exists()).isTrue();
            assertThat(execute(database, "select n from t")).isEqualTo(7);
            assertThat(files()).containsExactly(NAME);
            assertThatThrownBy(() -> execute(database, "delete from t")).isInstanceOf(SQLException.class);
        }
        assertThat(Files.readAllBytes(folder.resolve("data/" + NAME))).isEqualTo(before);
    }

    @Test
    void whatAWriterHasNotYetMovedIntoTheFileIsSeen() throws Exception {
        try (Database writer = open();
                Database reader = open()) {
            execute(writer, "create table t as select 7 as n");
            reader.restrictToReading();

            assertThat(execute(reader, "select n from t")).isEqualTo(7);
            assertThatThrownBy(() -> execute(reader, "delete from t")).isInstanceOf(SQLException.class);
        }
    }
}
