package dev.dromedary.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/** Reads a row of the table {@code object_ledger}. */
final class LedgerRow {

    static final String SELECT =
            "select bucket, object_key, etag, state, owner, lease_end, attempts, takeovers, reason,"
                    + " upload_id, input_sha256, input_bytes, output_key, output_etag, output_sha256, output_bytes, first_seen,"
                    + " started, ended from object_ledger";

    private LedgerRow() {}

    static Entry read(ResultSet row) throws SQLException {
        return new Entry(
                new ObjectVersion(row.getString("bucket"), row.getString("object_key"), row.getString("etag")),
                State.valueOf(row.getString("state")),
                row.getString("owner"),
                Instant.ofEpochMilli(row.getLong("lease_end")),
                row.getInt("attempts"),
                row.getInt("takeovers"),
                Optional.ofNullable(row.getString("reason")),
                Optional.ofNullable(row.getString("upload_id")),
                outcome(row),
                Instant.ofEpochMilli(row.getLong("first_seen")),
                Instant.ofEpochMilli(row.getLong("started")),
                row.getObject("ended") == null
                        ? Optional.empty()
                        : Optional.of(Instant.ofEpochMilli(row.getLong("ended"))));
    }

    private static Optional<Outcome> outcome(ResultSet row) throws SQLException {
        if (row.getString("input_sha256") == null) {
            return Optional.empty();
        }
        return Optional.of(new Outcome(
                row.getString("input_sha256"),
                row.getLong("input_bytes"),
                row.getString("output_key"),
                row.getString("output_etag"),
                row.getString("output_sha256"),
                row.getLong("output_bytes")));
    }
}
