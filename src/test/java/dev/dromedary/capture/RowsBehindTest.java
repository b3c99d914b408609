package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.database.Database;
import dev.dromedary.database.Migrations;
import dev.dromedary.pipeline.Backlog;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsBehindTest {

    @TempDir
    private Path folder;

    private Database database;
    private RowsBehind behind;

    @BeforeEach
    void makeTable() throws SQLException {
        database = open("shop");
        behind = new RowsBehind(database, "items", "ean", "t.stock > 0");
        sql("create table items (ean integer not null primary key, stock integer, changed text)");
        sql("insert into items values (1, 5, '2026-01-01'), (2, 0, '2026-01-02'), (3, 5, '2026-01-03')");
    }

    private Database open(String name) {
        Database.Builder builder = new Database.Builder();
        builder.setName(name);
        builder.setSource(folder.resolve(name + ".db").toString());
        return builder.build();
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void sql(String text) throws SQLException {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(text);
            }
        });
    }

    private static Backlog rows(long count) {
        return new Backlog(count, "rows", false);
    }

    private ChangeLogPosition follow() throws SQLException {
        ChangeLogCapture capture =
                new ChangeLogCapture(database, "items", "ean", "t.stock > 0", new PageSize(1000, 1 << 20));
        capture.open(Optional.empty());
        Page last = null;
        for (Page page = capture.next(); page != null; page = capture.next()) {
            last = page;
        }
        return ChangeLogPosition.parse(last.position()).orElseThrow();
    }

    @Test
    void beforeTheFirstRunAllRowsThatAreMeantAreBehind() throws SQLException {
        assertThat(behind.afterChange(Optional.empty())).isEqualTo(rows(2));
        assertThat(behind.afterTime(Optional.empty(), "changed")).isEqualTo(rows(2));
    }

    @Test
    void changesAfterThePositionAreBehind() throws SQLException {
        ChangeLogPosition position = follow();
        assertThat(behind.afterChange(Optional.of(position))).isEqualTo(rows(0));

        sql("update items set stock = 6 where ean = 1");
        sql("update items set stock = 7 where ean = 1");
        sql("delete from items where ean = 3");

        assertThat(behind.afterChange(Optional.of(position))).isEqualTo(rows(2));
    }

    @Test
    void withinTheFirstPassTheRowsThatAreLeftAreBehind() throws SQLException {
        ChangeLogPosition position = ChangeLogPosition.beginning("log", 0);

        assertThat(behind.afterChange(Optional.of(position))).isEqualTo(rows(2));
        assertThat(behind.afterChange(Optional.of(position.passed(1)))).isEqualTo(rows(1));
        assertThat(behind.afterChange(Optional.of(position.passed(3)))).isEqualTo(rows(0));
    }

    @Test
    void rowsOfLaterTimesAreBehind() throws SQLException {
        Optional<TimestampPosition> position = read();
        assertThat(behind.afterTime(position, "changed")).isEqualTo(rows(0));

        sql("insert into items values (4, 1, '2026-01-04'), (5, 1, '2026-01-05'), (6, 0, '2026-01-06')");

        assertThat(behind.afterTime(position, "changed")).isEqualTo(rows(2));
    }

    private Optional<TimestampPosition> read() throws SQLException {
        try (Database state = open("state")) {
            new Migrations(state, "db/migration/state", true).check();
            PageSize size = new PageSize(1_000, 1 << 20);
            TimestampCapture capture = new TimestampCapture(
                    database,
                    new TimestampCapture.Settings("items", "ean", "changed", "t.stock > 0", Duration.ZERO, size),
                    new SentRows(state, "items"));
            capture.open(Optional.empty());
            Optional<TimestampPosition> position =
                    TimestampPosition.parse(capture.next().position());
            capture.pause();
            return position;
        }
    }
}
