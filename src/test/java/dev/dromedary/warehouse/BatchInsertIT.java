package dev.dromedary.warehouse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Migrations;
import dev.dromedary.sandbox.Sandbox;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Batches on both kinds of warehouse: what lands once, what is refused alone, and what is waited for. */
class BatchInsertIT {

    private static final String SECRET = "canary";

    enum Kind {
        POSTGRESQL,
        SQLITE
    }

    @TempDir
    private Path folder;

    private Database open(Kind kind) throws Exception {
        Database.Builder builder = new Database.Builder();
        builder.setName("warehouse");
        if (kind == Kind.POSTGRESQL) {
            builder.setUrl(Sandbox.postgres().createDatabase("insert_" + System.nanoTime()));
            builder.setUser(Sandbox.postgres().user());
            builder.setPassword(Sandbox.postgres().password());
        } else {
            builder.setUrl("jdbc:sqlite:" + folder.resolve("deep/warehouse.db"));
        }
        Database database = builder.build();
        new Migrations(database, "db/migration/warehouse", true).check();
        return database;
    }

    private static BatchInsert insert(Database database) {
        BatchInsert.Builder builder = new BatchInsert.Builder();
        builder.setDatabase(database);
        builder.setStatement("sql/insert-login.sql");
        return builder.build();
    }

    private static SourceRecord record(int number) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("user_id", "user-" + number);
        fields.put("device_type", "ios");
        fields.put("masked_ip", SECRET + number);
        fields.put("masked_device_id", SECRET + number);
        fields.put("locale", null);
        fields.put("app_version", number);
        return new SourceRecord("id-" + number, Instant.parse("2026-02-03T23:59:59.999Z"), 1, "payload")
                .withFields(fields);
    }

    private static Batch batch(int from, int to) {
        return Batch.of(
                "logins",
                IntStream.range(from, to).mapToObj(BatchInsertIT::record).toList());
    }

    private static void execute(Database database, String sql) throws SQLException {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    private static long count(Database database) throws SQLException {
        return database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select count(*) from user_logins")) {
                rows.next();
                return rows.getLong(1);
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void aBatchThatComesAgainLandsOnce(Kind kind) throws Exception {
        try (Database database = open(kind)) {
            BatchInsert insert = insert(database);

            Batch first = insert.insert(batch(0, 700));
            Batch second = insert.insert(batch(500, 1000));

            assertThat(first.stored()).isEqualTo(700);
            assertThat(second.stored()).isEqualTo(300);
            assertThat(second.duplicates()).isEqualTo(200);
            assertThat(second.records()).isEmpty();
            assertThat(count(database)).isEqualTo(1000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMessageTwiceInOneBatchLandsOnce(Kind kind) throws Exception {
        try (Database database = open(kind)) {
            Batch twice = Batch.of("logins", List.of(record(1), record(2), record(1)));

            Batch result = insert(database).insert(twice);

            assertThat(result.stored()).isEqualTo(2);
            assertThat(result.duplicates()).isEqualTo(1);
            assertThat(count(database)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusedRowsStandAloneAndAllOthersLand(Kind kind) throws Exception {
        try (Database database = open(kind)) {
            // A rule that the schema does not know, as a warehouse's owner may add one.
            execute(database, "create unique index one_user on user_logins (user_id)");
            insert(database).insert(batch(0, 3));
            List<SourceRecord> records = new ArrayList<>(batch(10, 500).records());
            for (int bad : List.of(0, 1, 2)) {
                SourceRecord taken = record(bad);
                records.add(
                        bad * 100,
                        new SourceRecord("other-" + bad, taken.sentAt(), 1, SECRET).withFields(taken.fields()));
            }

            Batch result = insert(database).insert(Batch.of("logins", records));

            assertThat(result.stored()).isEqualTo(490);
            assertThat(result.duplicates()).isZero();
            assertThat(result.rejections())
                    .extracting(rejection -> rejection.record().id())
                    .containsExactlyInAnyOrder("other-0", "other-1", "other-2");
            assertThat(result.rejections()).allSatisfy(rejection -> {
                assertThat(rejection.reason()).isEqualTo(Rejection.Reason.REFUSED);
                assertThat(rejection.detail()).doesNotContain(SECRET, "user-").contains("refused by the database");
            });
            assertThat(count(database)).isEqualTo(493);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aBatchOfOnlyBadRowsLandsNothing(Kind kind) throws Exception {
        try (Database database = open(kind)) {
            Map<String, Object> fields = new HashMap<>(record(1).fields());
            fields.put("user_id", null);
            List<SourceRecord> records = IntStream.range(0, 20)
                    .mapToObj(i -> new SourceRecord("bad-" + i, Instant.now(), 1, "").withFields(fields))
                    .toList();

            Batch result = insert(database).insert(Batch.of("logins", records));

            assertThat(result.stored()).isZero();
            assertThat(result.rejections()).hasSize(20);
            assertThat(count(database)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void moreRowsThanAStatementTakesAreStillOneTransaction(Kind kind) throws Exception {
        try (Database database = open(kind)) {
            Batch result = insert(database).insert(batch(0, 10_000));

            assertThat(result.stored()).isEqualTo(10_000);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingTableIsNobodysFaultButTheSystems(Kind kind) throws Exception {
        try (Database database = open(kind)) {
            execute(database, "alter table user_logins rename to elsewhere");

            assertThatThrownBy(() -> insert(database).insert(batch(0, 10)))
                    .isInstanceOf(DatabaseUnavailableException.class)
                    .hasMessageContaining("warehouse")
                    .hasMessageContaining("user_logins");
        }
    }

    /** Invariant 6: the rows that had landed when the connection broke are gone with it, and the batch can come again. */
    @Test
    void aBatchThatBreaksInTheMiddleLandsNothing() throws Exception {
        try (Database database = open(Kind.POSTGRESQL)) {
            execute(database, "create unique index one_user on user_logins (user_id)");
            insert(database).insert(batch(0, 1));
            execute(database, """
                    create function break_off() returns trigger language plpgsql as
                    'begin perform pg_terminate_backend(pg_backend_pid()); return new; end'""");
            execute(database, """
                    create trigger break_off before insert on user_logins
                    for each row when (new.user_id = 'user-90') execute function break_off()""");
            List<SourceRecord> records = new ArrayList<>(batch(1, 100).records());
            SourceRecord taken = record(0);
            // Refused, so that the batch is bisected and its first half lands before the second breaks off.
            records.add(60, new SourceRecord("other", taken.sentAt(), 1, "").withFields(taken.fields()));

            assertThatThrownBy(() -> insert(database).insert(Batch.of("logins", records)))
                    .isInstanceOf(DatabaseUnavailableException.class);
            assertThat(count(database)).isEqualTo(1);

            execute(database, "drop trigger break_off on user_logins");
            assertThat(insert(database).insert(Batch.of("logins", records)).stored())
                    .isEqualTo(99);
        }
    }
}
