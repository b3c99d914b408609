package dev.dromedary.ledger;

import dev.dromedary.database.Database;
import dev.dromedary.database.Migrations;
import dev.dromedary.database.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The ledger in a database: SQLite for the processes of one machine, PostgreSQL for those of many. Every change is one
 * conditional statement; on SQLite those of several threads share a transaction. Thread-safe.
 *
 * <p>On PostgreSQL leases go by the server's clock, so the clocks of the machines need not agree at all. On SQLite they go
 * by the clock of the machine; setting it forward ends leases early, and setting it back keeps those of dead owners for as
 * much longer.
 */
public final class JdbcLedger implements ObjectLedger {

    private static final int PAGE = 500;

    private static final String THIS_VERSION = " where bucket = ? and object_key = ? and etag = ?";

    private static final String CLAIM = "insert into object_ledger (bucket, object_key, etag, state, owner, claim_id,"
            + " lease_end, attempts, takeovers, first_seen, started)"
            + " values (?, ?, ?, 'IN_PROGRESS', ?, ?, :now + ?, 1, 0, :now, :now)"
            + " on conflict (bucket, object_key, etag) do update set state = excluded.state, owner = excluded.owner,"
            + " claim_id = excluded.claim_id, lease_end = excluded.lease_end, started = excluded.started,"
            + " reason = null, ended = null,"
            + " attempts = object_ledger.attempts + case object_ledger.state when 'IN_PROGRESS' then 0 else 1 end,"
            + " takeovers = object_ledger.takeovers + case object_ledger.state when 'IN_PROGRESS' then 1 else 0 end"
            + " where object_ledger.state in ('PENDING', 'SUPERSEDED')"
            + " or object_ledger.state = 'IN_PROGRESS' and object_ledger.lease_end <= excluded.started"
            + " or object_ledger.state = 'FAILED' and object_ledger.attempts < ?"
            + " returning attempts, upload_id";

    /** What comes back to an earlier content is work again, since the output is of another by now. */
    private static final String SUPERSEDE = "update object_ledger set state = 'SUPERSEDED'"
            + " where bucket = ? and object_key = ? and etag <> ? and state in ('COMPLETED', 'FAILED')";

    private static final String REOPEN =
            "update object_ledger set state = 'PENDING', ended = null" + THIS_VERSION + " and state = 'FAILED'";

    private final Database database;
    private final String owner;
    private final Duration lease;
    private final JdbcRows table;
    private final Migrations migrations;

    /** @param clock the time where the database is a SQLite file */
    JdbcLedger(Database database, String owner, Duration lease, Clock clock) {
        this.database = database;
        this.owner = owner;
        this.lease = lease;
        this.table = new JdbcRows(database, clock);
        this.migrations = new Migrations(database, "db/migration/state", database.migrates());
    }

    @Override
    public String system() {
        return database.name();
    }

    /** Makes the table. */
    @Override
    public void check() throws SQLException {
        migrations.check();
    }

    @Override
    public boolean exists() {
        return table.exists();
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public Optional<Claim> claim(ObjectVersion version, int maxAttempts) {
        String id = UUID.randomUUID().toString();
        return table.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(table.timed(CLAIM))) {
                Query.bind(statement, JdbcRows.onVersion(version, owner, id, lease.toMillis(), maxAttempts));
                Optional<Claim> claim = claimed(statement, version, id);
                if (claim.isPresent()) {
                    JdbcRows.update(connection, SUPERSEDE, version);
                }
                return claim;
            }
        });
    }

    private static Optional<Claim> claimed(PreparedStatement statement, ObjectVersion version, String id)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(new Claim(version, id, rows.getInt(1), Optional.ofNullable(rows.getString(2))))
                    : Optional.empty();
        }
    }

    /** By bucket and key, which the primary key begins with: SQLite searches no index for a list of whole versions. */
    @Override
    public Set<ObjectVersion> ended(Collection<ObjectVersion> versions, int maxAttempts) {
        Set<ObjectVersion> ended = new HashSet<>();
        Map<String, List<ObjectVersion>> byBucket =
                versions.stream().collect(Collectors.groupingBy(ObjectVersion::bucket));
        byBucket.forEach((bucket, all) -> {
            for (int from = 0; from < all.size(); from += PAGE) {
                ended.addAll(ended(bucket, all.subList(from, Math.min(from + PAGE, all.size())), maxAttempts));
            }
        });
        ended.retainAll(new HashSet<>(versions));
        return ended;
    }

    /** The states by an expression: asked for them as they are, SQLite might go through all rows of a state. */
    private List<ObjectVersion> ended(String bucket, List<ObjectVersion> versions, int maxAttempts) {
        String sql = "select object_key, etag, state, attempts from object_ledger where bucket = ? and object_key in ("
                + String.join(", ", Collections.nCopies(versions.size(), "?"))
                + ") and state || '' in ('COMPLETED', 'FAILED')";
        List<Object> parameters = new ArrayList<>(List.of(bucket));
        versions.forEach(version -> parameters.add(version.key()));
        return table.read(sql, parameters, rows -> {
            List<ObjectVersion> found = new ArrayList<>();
            while (rows.next()) {
                if (State.valueOf(rows.getString(3)) == State.COMPLETED || rows.getInt(4) >= maxAttempts) {
                    found.add(new ObjectVersion(bucket, rows.getString(1), rows.getString(2)));
                }
            }
            return found;
        });
    }

    @Override
    public boolean renew(Claim claim) {
        return change(claim, State.IN_PROGRESS, "lease_end = :now + ?", lease.toMillis());
    }

    @Override
    public boolean attach(Claim claim, String uploadId) {
        return change(claim, State.IN_PROGRESS, "upload_id = ?", uploadId);
    }

    @Override
    public boolean detach(Claim claim) {
        return change(claim, State.IN_PROGRESS, "upload_id = null");
    }

    @Override
    public boolean complete(Claim claim, Outcome outcome) {
        return change(
                claim,
                State.COMPLETED,
                "ended = :now, upload_id = null, input_sha256 = ?, input_bytes = ?, output_key = ?, output_etag = ?,"
                        + " output_sha256 = ?, output_bytes = ?",
                outcome.inputSha256(),
                outcome.inputBytes(),
                outcome.outputKey(),
                outcome.outputEtag(),
                outcome.outputSha256(),
                outcome.outputBytes());
    }

    @Override
    public boolean fail(Claim claim, String reason) {
        return change(claim, State.FAILED, "ended = :now, reason = ?", Reasons.storable(reason));
    }

    @Override
    public boolean failForNow(Claim claim, String reason) {
        return change(
                claim, State.FAILED, "ended = :now, attempts = attempts - 1, reason = ?", Reasons.storable(reason));
    }

    @Override
    public boolean release(Claim claim) {
        return change(claim, State.PENDING, "attempts = attempts - 1");
    }

    @Override
    public void reopen(ObjectVersion version) {
        table.transact(connection -> JdbcRows.update(connection, REOPEN, version));
    }

    /** Invariant 2: changes the row if the claim is its last and not ended; true also if it was ended so before. */
    private boolean change(Claim claim, State next, String assignments, Object... values) {
        String update = "update object_ledger set state = '" + next + "', " + assignments + THIS_VERSION
                + " and claim_id = ? and state = 'IN_PROGRESS'";
        List<Object> parameters = new ArrayList<>(List.of(values));
        parameters.addAll(JdbcRows.onVersion(claim.version(), claim.id()));
        return table.transact(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(table.timed(update))) {
                Query.bind(statement, parameters);
                if (statement.executeUpdate() == 0) {
                    return isEnded(connection, claim, next);
                }
            }
            if (next == State.COMPLETED) {
                JdbcRows.update(connection, SUPERSEDE, claim.version());
            }
            return true;
        });
    }

    /** The answer to an earlier call may have been lost. No race: an ended claim's row changes for new claims alone. */
    private static boolean isEnded(Connection connection, Claim claim, State end) throws SQLException {
        String sql = "select 1 from object_ledger" + THIS_VERSION + " and claim_id = ? and state = ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Query.bind(statement, JdbcRows.onVersion(claim.version(), claim.id(), end.name()));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    @Override
    public Optional<Entry> find(ObjectVersion version) {
        return table.query(LedgerRow.SELECT + THIS_VERSION, JdbcRows.onVersion(version)).stream()
                .findFirst();
    }

    @Override
    public Map<State, Long> counts() {
        return table.read("select state, count(*) from object_ledger group by state", List.of(), rows -> {
            Map<State, Long> counts = new EnumMap<>(State.class);
            while (rows.next()) {
                counts.put(State.valueOf(rows.getString(1)), rows.getLong(2));
            }
            return counts;
        });
    }

    @Override
    public void list(State state, Consumer<Entry> consumer) {
        String order = " order by bucket, object_key, etag limit " + PAGE;
        String from = LedgerRow.SELECT + " where state = '" + state + "'";
        List<Entry> page = table.query(from + order, List.of());
        while (!page.isEmpty()) {
            page.forEach(consumer);
            ObjectVersion last = page.get(page.size() - 1).version();
            page = page.size() < PAGE
                    ? List.of()
                    : table.query(
                            from + " and (bucket, object_key, etag) > (?, ?, ?)" + order, JdbcRows.onVersion(last));
        }
    }

    /** Does nothing: the database is another's to close. */
    @Override
    public void close() {
        // The pool serves dead letters and others too.
    }
}
