package dev.dromedary.csv;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.database.Database;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A CSV file, a SQLite file that it is loaded into, and another one for the dead letters. */
final class LoadFixture implements AutoCloseable {

    /** A dead letter and its payload. */
    record Letter(String sourceId, String reason, String path, String detail, String payload) {}

    final Path folder;
    final Path file;
    final Database database;
    final DeadLetters letters;
    private final Database state;
    final CsvLoad.Builder builder = new CsvLoad.Builder();

    LoadFixture(Path folder) {
        this.folder = folder;
        this.file = folder.resolve("things.csv");
        this.database = open("products", "table.db");
        this.state = open("state", "state.db");
        this.letters = new DeadLetters(state, folder.resolve("letters.keyset"));
        try {
            letters.check();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        builder.setFile(file.toString());
        builder.setDatabase(database);
        builder.setTable("things");
        builder.setKey("id");
        builder.setDecimals("price");
        builder.setIntegers(" count , ");
        builder.setDeadLetters(letters);
        builder.setPipeline("things");
    }

    private Database open(String name, String file) {
        Database.Builder builder = new Database.Builder();
        builder.setName(name);
        builder.setUrl("jdbc:sqlite:" + folder.resolve(file));
        return builder.build();
    }

    LoadFixture write(String text) {
        return write(text.getBytes(StandardCharsets.UTF_8));
    }

    LoadFixture write(byte[] bytes) {
        try {
            Files.write(file, bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CsvLoad.Loaded load() {
        return builder.build().load();
    }

    CsvLoad.Loaded load(String text) {
        return write(text).load();
    }

    /** What another program sees: rows as texts, NULL as {@code null}, values separated by a bar. */
    List<String> query(String sql) {
        List<String> found = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("table.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(i == 1 ? "" : "|").append(rows.getString(i));
                }
                found.add(row.toString());
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }

    List<String> things() {
        return query("select * from things order by id");
    }

    void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("table.db"));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The dead letters in the order of their lines. */
    List<Letter> deadLetters() {
        List<DeadLetter> found = new ArrayList<>();
        letters.list(Selection.all().of("things"), found::add);
        return found.stream()
                .sorted(Comparator.comparing(
                        letter -> Long.parseLong(letter.sourceId().split(":")[1])))
                .map(letter -> new Letter(
                        letter.sourceId(),
                        letter.reason(),
                        letter.path(),
                        letter.detail(),
                        row(letters.payload(letter.id()).orElseThrow())))
                .toList();
    }

    /** The row of a letter as CSV. */
    private static String row(String payload) {
        try {
            return new JsonMapper().readTree(payload).get("row").asText();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        database.close();
        state.close();
    }
}
