package dev.dromedary.ledger;

import static dev.dromedary.ledger.DynamoItem.number;
import static dev.dromedary.ledger.DynamoItem.text;

import dev.dromedary.aws.AwsFaults;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * The ledger in a table of DynamoDB, for any number of machines. Every change is one conditional UpdateItem. Thread-safe.
 *
 * <p>DynamoDB has no clock to ask, so leases go by the clocks of the processes. Owners renew three times a lease; as long
 * as the clocks differ by less than half a lease, nobody takes over from a living owner. Beyond that an object may be worked
 * on twice, but still is completed once; and that of a dead owner waits for as much longer as a clock is behind.
 */
public final class DynamoDbLedger implements ObjectLedger {

    private static final String FREE =
            "attribute_not_exists(#state) or #state in (:pending, :superseded) or (#state = :failed and #attempts < :most)";
    private static final String BEGIN =
            "set #bucket = :bucket, #object_key = :key, #state = :in_progress, #owner = :owner, #claim_id = :claim,"
                    + " #lease_end = :lease_end, #started = :now, #first_seen = if_not_exists(#first_seen, :now),"
                    + " #attempts = if_not_exists(#attempts, :zero) + :attempt,"
                    + " #takeovers = if_not_exists(#takeovers, :zero) + :takeover remove #reason, #ended";

    private final DynamoDbClient client;
    private final String tableName;
    private final String owner;
    private final Duration lease;
    private final Clock clock;
    private final DynamoTable table;
    private final DynamoRows rows;

    /**
     * @param client closed with the ledger
     * @param mayMakeTable whether a table that is missing is made
     */
    DynamoDbLedger(
            DynamoDbClient client, String table, boolean mayMakeTable, String owner, Duration lease, Clock clock) {
        this.client = client;
        this.tableName = table;
        this.owner = owner;
        this.lease = lease;
        this.clock = clock;
        this.table = new DynamoTable(client, table, mayMakeTable);
        this.rows = new DynamoRows(client, table);
    }

    @Override
    public String system() {
        return "DynamoDB table " + tableName;
    }

    /** Makes the table, where it is missing and that is allowed. */
    @Override
    public void check() {
        rows.asking(() -> {
            try {
                table.check();
                return true;
            } catch (SdkClientException e) {
                AwsFaults.requireCredentials(e);
                throw e;
            }
        });
    }

    @Override
    public boolean exists() {
        return rows.asking(table::exists);
    }

    @Override
    public Duration lease() {
        return lease;
    }

    @Override
    public Optional<Claim> claim(ObjectVersion version, int maxAttempts) {
        // First, because there is no transaction: what is superseded for nothing is at worst converted once more.
        rows.supersedeOthers(version);
        String id = UUID.randomUUID().toString();
        long now = clock.millis();
        Map<String, AttributeValue> values = begin(version, id, now);
        values.put(":attempt", number(1));
        values.put(":takeover", number(0));
        values.put(":pending", text(State.PENDING.name()));
        values.put(":superseded", text(State.SUPERSEDED.name()));
        values.put(":failed", text(State.FAILED.name()));
        values.put(":most", number(maxAttempts));
        return begun(version, id, values, FREE, old -> {
            boolean expired = DynamoItem.isInProgress(old) && DynamoItem.leaseEnd(old) <= now;
            return expired ? takeOver(version, id, now, old) : Optional.empty();
        });
    }

    /** Goes on with the same attempt. The condition is that nobody took over or renewed since we looked. */
    private Optional<Claim> takeOver(ObjectVersion version, String id, long now, Map<String, AttributeValue> old) {
        Map<String, AttributeValue> values = begin(version, id, now);
        values.put(":attempt", number(0));
        values.put(":takeover", number(1));
        values.put(":old_claim", old.get("claim_id"));
        values.put(":old_end", old.get("lease_end"));
        return begun(
                version,
                id,
                values,
                "#state = :in_progress and #claim_id = :old_claim and #lease_end = :old_end",
                newer -> Optional.empty());
    }

    private Map<String, AttributeValue> begin(ObjectVersion version, String id, long now) {
        Map<String, AttributeValue> values = new HashMap<>();
        values.put(":bucket", text(version.bucket()));
        values.put(":key", text(version.key()));
        values.put(":in_progress", text(State.IN_PROGRESS.name()));
        values.put(":owner", text(owner));
        values.put(":claim", text(id));
        values.put(":now", number(now));
        values.put(":lease_end", number(now + lease.toMillis()));
        values.put(":zero", number(0));
        return values;
    }

    private Optional<Claim> begun(
            ObjectVersion version,
            String id,
            Map<String, AttributeValue> values,
            String condition,
            DynamoRows.Reading<Optional<Claim>> refused) {
        return rows.update(
                version,
                new DynamoRows.Change(BEGIN, condition, values),
                item -> Optional.of(DynamoItem.claim(version, id, item)),
                // The SDK repeats a call whose answer was lost: then the row is ours already.
                old -> DynamoItem.isOf(old, id) ? Optional.of(DynamoItem.claim(version, id, old)) : refused.apply(old));
    }

    @Override
    public Set<ObjectVersion> ended(Collection<ObjectVersion> versions, int maxAttempts) {
        return rows.getAll(versions).stream()
                .filter(row -> DynamoItem.isEnded(row, maxAttempts))
                .map(DynamoItem::version)
                .collect(Collectors.toSet());
    }

    @Override
    public boolean renew(Claim claim) {
        return change(
                claim,
                State.IN_PROGRESS,
                ", #lease_end = :end",
                Map.of(":end", number(clock.millis() + lease.toMillis())));
    }

    @Override
    public boolean attach(Claim claim, String uploadId) {
        return change(claim, State.IN_PROGRESS, ", #upload_id = :upload", Map.of(":upload", text(uploadId)));
    }

    @Override
    public boolean detach(Claim claim) {
        return change(claim, State.IN_PROGRESS, " remove #upload_id", Map.of());
    }

    @Override
    public boolean complete(Claim claim, Outcome outcome) {
        rows.supersedeOthers(claim.version());
        return change(
                claim,
                State.COMPLETED,
                ", #ended = :now, #input_sha256 = :in_sha, #input_bytes = :in_bytes, #output_key = :out_key,"
                        + " #output_etag = :out_etag, #output_sha256 = :out_sha, #output_bytes = :out_bytes"
                        + " remove #upload_id",
                Map.of(
                        ":now", number(clock.millis()),
                        ":in_sha", text(outcome.inputSha256()),
                        ":in_bytes", number(outcome.inputBytes()),
                        ":out_key", text(outcome.outputKey()),
                        ":out_etag", text(outcome.outputEtag()),
                        ":out_sha", text(outcome.outputSha256()),
                        ":out_bytes", number(outcome.outputBytes())));
    }

    @Override
    public boolean fail(Claim claim, String reason) {
        return change(
                claim,
                State.FAILED,
                ", #ended = :now, #reason = :reason",
                Map.of(":now", number(clock.millis()), ":reason", text(Reasons.storable(reason))));
    }

    @Override
    public boolean failForNow(Claim claim, String reason) {
        return change(
                claim,
                State.FAILED,
                ", #ended = :now, #reason = :reason, #attempts = #attempts - :one",
                Map.of(
                        ":now", number(clock.millis()),
                        ":reason", text(Reasons.storable(reason)),
                        ":one", number(1)));
    }

    @Override
    public boolean release(Claim claim) {
        return change(claim, State.PENDING, ", #attempts = #attempts - :one", Map.of(":one", number(1)));
    }

    @Override
    public void reopen(ObjectVersion version) {
        rows.reopen(version);
    }

    /** Invariant 2: changes the row if the claim is its last and not ended; true also if it was ended so before. */
    private boolean change(Claim claim, State next, String assignments, Map<String, AttributeValue> more) {
        Map<String, AttributeValue> values = new HashMap<>(more);
        values.put(":claim", text(claim.id()));
        values.put(":next", text(next.name()));
        values.put(":in_progress", text(State.IN_PROGRESS.name()));
        return rows.update(
                claim.version(),
                new DynamoRows.Change(
                        "set #state = :next" + assignments, "#claim_id = :claim and #state = :in_progress", values),
                item -> true,
                old -> DynamoItem.isOf(old, claim.id()) && DynamoItem.state(old) == next);
    }

    @Override
    public Optional<Entry> find(ObjectVersion version) {
        Map<String, AttributeValue> row = rows.get(version);
        return row.isEmpty() ? Optional.empty() : Optional.of(DynamoItem.entry(row));
    }

    @Override
    public Map<State, Long> counts() {
        Map<State, Long> counts = new EnumMap<>(State.class);
        rows.eachState(state -> counts.merge(state, 1L, Long::sum));
        return counts;
    }

    @Override
    public void list(State state, Consumer<Entry> consumer) {
        rows.each(state, consumer);
    }

    @Override
    public void close() {
        client.close();
    }
}
