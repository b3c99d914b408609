package dev.dromedary.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** What a version of an object looks like in DynamoDB. */
final class DynamoItem {

    /** The partition key: bucket, slash, key; at most 1537 bytes of the 2048 that there may be. */
    static final String OBJECT = "object";

    /** The sort key; at most 512 bytes of the 1024 that there may be. */
    static final String ETAG = "etag";

    private DynamoItem() {}

    static Map<String, AttributeValue> key(ObjectVersion version) {
        return Map.of(OBJECT, object(version), ETAG, text(version.etag()));
    }

    /** The same for all versions. */
    static AttributeValue object(ObjectVersion version) {
        return text(version.bucket() + "/" + version.key());
    }

    static AttributeValue text(String value) {
        return AttributeValue.fromS(value);
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    static State state(Map<String, AttributeValue> item) {
        return State.valueOf(item.get("state").s());
    }

    /** Also false where there is no row. */
    static boolean isInProgress(Map<String, AttributeValue> item) {
        return !item.isEmpty() && state(item) == State.IN_PROGRESS;
    }

    /** Whether the row gets no more claims. */
    static boolean isEnded(Map<String, AttributeValue> item, int maxAttempts) {
        return switch (state(item)) {
            case COMPLETED -> true;
            case FAILED -> longOf(item, "attempts") >= maxAttempts;
            case PENDING, IN_PROGRESS, SUPERSEDED -> false;
        };
    }

    /** Whether the row's last claim is this; false where there is no row. */
    static boolean isOf(Map<String, AttributeValue> item, String claimId) {
        return item.containsKey("claim_id") && item.get("claim_id").s().equals(claimId);
    }

    static long leaseEnd(Map<String, AttributeValue> item) {
        return longOf(item, "lease_end");
    }

    static Claim claim(ObjectVersion version, String id, Map<String, AttributeValue> item) {
        return new Claim(version, id, (int) longOf(item, "attempts"), textOf(item, "upload_id"));
    }

    static ObjectVersion version(Map<String, AttributeValue> item) {
        return new ObjectVersion(
                item.get("bucket").s(),
                item.get("object_key").s(),
                item.get(ETAG).s());
    }

    static Entry entry(Map<String, AttributeValue> item) {
        return new Entry(
                version(item),
                state(item),
                item.get("owner").s(),
                Instant.ofEpochMilli(leaseEnd(item)),
                (int) longOf(item, "attempts"),
                (int) longOf(item, "takeovers"),
                textOf(item, "reason"),
                textOf(item, "upload_id"),
                outcome(item),
                Instant.ofEpochMilli(longOf(item, "first_seen")),
                Instant.ofEpochMilli(longOf(item, "started")),
                Optional.ofNullable(item.get("ended")).map(value -> Instant.ofEpochMilli(Long.parseLong(value.n()))));
    }

    private static Optional<Outcome> outcome(Map<String, AttributeValue> item) {
        return textOf(item, "input_sha256")
                .map(inputSha256 -> new Outcome(
                        inputSha256,
                        longOf(item, "input_bytes"),
                        item.get("output_key").s(),
                        item.get("output_etag").s(),
                        item.get("output_sha256").s(),
                        longOf(item, "output_bytes")));
    }

    private static long longOf(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(item.get(name).n());
    }

    private static Optional<String> textOf(Map<String, AttributeValue> item, String name) {
        return Optional.ofNullable(item.get(name)).map(AttributeValue::s);
    }
}
