package dev.dromedary.capture;

import dev.dromedary.database.Database;
import dev.dromedary.digest.Sha256;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What was sent of the rows whose timestamps are not yet past the look-back, in the state database: of each key a digest
 * of the row. Written before the page lands, under its number and by its process; pages that never landed are forgotten when
 * reading begins again, and those of a process that was replaced do not count, so this is what the sink has (invariant 2).
 */
final class SentRows {

    private static final int DIGEST_DIGITS = 32;
    private static final int KEYS_A_QUERY = 500;

    private final Database state;
    private final String pipeline;

    /** Marks what this process remembers: what another one adds that was replaced meanwhile does not count. */
    private final String owner = UUID.randomUUID().toString();

    private long landedBefore;

    SentRows(Database state, String pipeline) {
        this.state = state;
        this.pipeline = pipeline;
    }

    /** A row that was read, and what is remembered of it. */
    record Row(String key, String digest, String stamp) {

        static Row of(String key, String value, Stamp stamp) {
            return new Row(key, Sha256.of(value).substring(0, DIGEST_DIGITS), stamp.sortable());
        }
    }

    /** Remembers the rows of a page. */
    void remember(Collection<Row> rows, long page) throws SQLException {
        state.inTransaction(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "insert into sent_rows (pipeline, row_key, digest, stamp, page, owner) values (?, ?, ?, ?, ?, ?)"
                            + " on conflict (pipeline, row_key) do update set digest = excluded.digest,"
                            + " stamp = excluded.stamp, page = excluded.page, owner = excluded.owner")) {
                for (Row row : rows) {
                    statement.setString(1, pipeline);
                    statement.setString(2, row.key());
                    statement.setString(3, row.digest());
                    statement.setString(4, row.stamp());
                    statement.setLong(5, page);
                    statement.setString(6, owner);
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            return null;
        });
    }

    /** Begins after the last page that landed, and forgets those after it. */
    void beginAfter(long page) throws SQLException {
        landedBefore = page;
        delete("page > ?", page);
    }

    /** Forgets rows that are past the look-back. */
    void forgetBefore(Stamp stamp) throws SQLException {
        delete("stamp < ?", stamp.sortable());
    }

    private void delete(String condition, Object value) throws SQLException {
        state.inTransaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("delete from sent_rows where pipeline = ? and " + condition)) {
                statement.setString(1, pipeline);
                statement.setObject(2, value);
                return statement.executeUpdate();
            }
        });
    }

    /** Takes out, of rows by their keys, those that were sent as they are. */
    void retainUnsent(Map<String, Row> rows) throws SQLException {
        TreeMap<String, Row> left = new TreeMap<>(rows);
        while (!left.isEmpty()) {
            Map<String, Row> some = new TreeMap<>();
            while (!left.isEmpty() && some.size() < KEYS_A_QUERY) {
                Map.Entry<String, Row> entry = left.pollFirstEntry();
                some.put(entry.getKey(), entry.getValue());
            }
            removeSent(some, rows);
        }
    }

    private void removeSent(Map<String, Row> some, Map<String, Row> rows) throws SQLException {
        String places = "?,".repeat(some.size());
        state.reading(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(
                    "select row_key, digest from sent_rows where pipeline = ? and (page <= ? or owner = ?) and row_key in ("
                            + places.substring(0, places.length() - 1) + ")")) {
                statement.setString(1, pipeline);
                statement.setLong(2, landedBefore);
                statement.setString(3, owner);
                int parameter = 4;
                for (String key : some.keySet()) {
                    statement.setString(parameter++, key);
                }
                try (ResultSet sent = statement.executeQuery()) {
                    while (sent.next()) {
                        String key = sent.getString(1);
                        if (some.get(key).digest().equals(sent.getString(2))) {
                            rows.remove(key);
                        }
                    }
                }
            }
            return null;
        });
    }
}
