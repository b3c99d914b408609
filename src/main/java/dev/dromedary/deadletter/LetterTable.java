package dev.dromedary.deadletter;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The table of letters, by the statements that are made here. Many letters are read a page at a time, so that neither
 * memory nor a lock grows with their number (invariant 5). Thread-safe; each method throws {@link
 * DatabaseUnavailableException} if the state cannot be asked now.
 */
final class LetterTable {

    private static final String SELECT = "select id, pipeline, source_id, reason, path, detail, attempts, sent_at,"
            + " first_failed_at, failed_at, key_id, length(payload) as payload_bytes, landed_at, discarded_at,"
            + " discard_why from dead_letters where ";

    private static final String UPSERT = "insert into dead_letters (id, pipeline, source_id, reason, path, detail,"
            + " attempts, sent_at, first_failed_at, failed_at, key_id, payload)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            + " on conflict (id) do update set reason = excluded.reason, path = excluded.path,"
            + " detail = excluded.detail, failed_at = excluded.failed_at, key_id = excluded.key_id,"
            + " payload = excluded.payload, landed_at = null, discarded_at = null, discard_why = null,"
            + " attempts = case when excluded.attempts > dead_letters.attempts then excluded.attempts"
            + " else dead_letters.attempts + 1 end";

    private static final String OPEN = " and landed_at is null and discarded_at is null";

    private final Database database;

    LetterTable(Database database) {
        this.database = database;
    }

    /** Stores the rejections of a batch; a letter that is there already has failed once more, and is open again. */
    void upsert(Connection connection, Batch batch, PayloadCipher cipher, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPSERT)) {
            for (Rejection rejection : batch.rejections()) {
                SourceRecord record = rejection.record();
                String id = DeadLetters.id(batch.pipeline(), record.id());
                statement.setString(1, id);
                statement.setString(2, batch.pipeline());
                statement.setString(3, record.id());
                statement.setString(4, rejection.reason().code());
                statement.setString(5, rejection.path());
                statement.setString(6, rejection.detail());
                statement.setInt(7, record.deliveries());
                statement.setLong(8, record.sentAt().toEpochMilli());
                statement.setLong(9, now.toEpochMilli());
                statement.setLong(10, now.toEpochMilli());
                statement.setString(11, cipher.keyId());
                statement.setBytes(12, cipher.encrypt(id, record.payload()));
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** A page of letters, latest first: the first, or the one after the given letter. */
    List<DeadLetter> latest(Selection selection, Optional<DeadLetter> after, int most) {
        String condition = selection.condition() + (after.isPresent() ? " and (failed_at, id) < (?, ?)" : "");
        Object[] last = after.map(letter -> new Object[] {letter.failedAt().toEpochMilli(), letter.id()})
                .orElseGet(() -> new Object[0]);
        return letters(condition + " order by failed_at desc, id desc limit " + most, selection.parameters(last));
    }

    /**
     * A page of letters, oldest first: the first, or the one after the given letter. Letters that failed together lie side by
     * side in the database, so that many are read and changed at once.
     *
     * @param until only those that last failed then or before: others have failed since
     */
    List<DeadLetter> oldest(Selection selection, Instant until, Optional<DeadLetter> after, int most) {
        String condition = selection.condition() + " and failed_at <= ?"
                + (after.isPresent() ? " and (failed_at, id) > (?, ?)" : "");
        List<Object> parameters = selection.parameters(until.toEpochMilli());
        after.ifPresent(letter -> parameters.addAll(List.of(letter.failedAt().toEpochMilli(), letter.id())));
        return letters(condition + " order by failed_at, id limit " + most, parameters);
    }

    /**
     * A page of letters in the order of their ids, after the given id: whatever becomes of letters meanwhile, each is met
     * once.
     */
    List<DeadLetter> inOrder(Selection selection, String after, int most) {
        return letters(
                selection.conditionInOrder() + " and id > ? order by id limit " + most, selection.parameters(after));
    }

    private List<DeadLetter> letters(String condition, List<Object> parameters) {
        return read(SELECT + condition, parameters, rows -> {
            List<DeadLetter> letters = new ArrayList<>();
            while (rows.next()) {
                letters.add(letter(rows));
            }
            return letters;
        });
    }

    /** How many letters there are, by pipeline and in the order of the names. */
    Map<String, Long> counts(Selection selection) {
        String sql = "select pipeline, count(*) from dead_letters where " + selection.condition()
                + " group by pipeline order by pipeline";
        return read(sql, selection.parameters(), rows -> {
            Map<String, Long> counts = new LinkedHashMap<>();
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
            return counts;
        });
    }

    /** The encrypted payloads, by id. */
    Map<String, byte[]> payloads(List<String> ids) {
        Selection selection = Selection.ofIds(ids);
        String sql = "select id, payload from dead_letters where " + selection.condition();
        return read(sql, selection.parameters(), rows -> {
            Map<String, byte[]> payloads = new LinkedHashMap<>();
            while (rows.next()) {
                payloads.put(rows.getString(1), rows.getBytes(2));
            }
            return payloads;
        });
    }

    /** Marks open letters as landed that have not failed again since they were read; returns how many. */
    int land(Connection connection, List<DeadLetter> letters, Instant now) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "update dead_letters set landed_at = ? where id = ? and attempts = ? and failed_at = ?" + OPEN)) {
            for (DeadLetter letter : letters) {
                Query.bind(
                        statement,
                        List.of(
                                now.toEpochMilli(),
                                letter.id(),
                                letter.attempts(),
                                // One that was deleted and came back counts its attempts anew.
                                letter.failedAt().toEpochMilli()));
                statement.addBatch();
            }
            int landed = 0;
            for (int count : statement.executeBatch()) {
                landed += count;
            }
            return landed;
        }
    }

    /** Marks an open letter as landed, however often it has failed. */
    int land(String id, Instant now) {
        return change("update dead_letters set landed_at = ? where id = ?" + OPEN, now.toEpochMilli(), id);
    }

    /** Marks those of the letters as discarded that are still open; returns how many. */
    int discard(List<String> ids, String why, Instant now) {
        Selection selection = new Selection(true, ids, Optional.empty(), Optional.empty(), Optional.empty());
        List<Object> parameters = new ArrayList<>(List.of(now.toEpochMilli(), why));
        parameters.addAll(selection.parameters());
        return change(
                "update dead_letters set discarded_at = ?, discard_why = ? where " + selection.condition(),
                parameters.toArray());
    }

    /** Deletes some open letters that last failed before a time, or else some that ended before it; returns how many. */
    int delete(boolean open, Instant before, int most) {
        if (open) {
            return delete("failed_at < ?" + OPEN, before, most);
        }
        int landed = delete("landed_at < ?", before, most);
        return landed == most ? landed : landed + delete("discarded_at < ?", before, most - landed);
    }

    /** The condition twice: what fails again in between is to stay. */
    private int delete(String condition, Instant before, int most) {
        return change(
                "delete from dead_letters where id in (select id from dead_letters where " + condition + " limit "
                        + most + ") and " + condition,
                before.toEpochMilli(),
                before.toEpochMilli());
    }

    private int change(String sql, Object... parameters) {
        return transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                Query.bind(statement, List.of(parameters));
                return statement.executeUpdate();
            }
        });
    }

    <T> T transact(Database.Work<T> work) {
        try {
            return database.inTransaction(work);
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    private <T> T read(String sql, List<Object> parameters, Query.Reading<T> reading) {
        return Query.read(database, sql, parameters, reading);
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getString("id"),
                row.getString("pipeline"),
                row.getString("source_id"),
                row.getString("reason"),
                row.getString("path"),
                row.getString("detail"),
                row.getInt("attempts"),
                Instant.ofEpochMilli(row.getLong("sent_at")),
                Instant.ofEpochMilli(row.getLong("first_failed_at")),
                Instant.ofEpochMilli(row.getLong("failed_at")),
                row.getString("key_id"),
                row.getLong("payload_bytes"),
                time(row, "landed_at"),
                time(row, "discarded_at"),
                Optional.ofNullable(row.getString("discard_why")));
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }
}
