package dev.dromedary.ledger;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/**
 * The rows of the table, by the calls that the ledger makes. Reads are consistent. What the SDK throws is translated by
 * {@link DynamoFaults}. Thread-safe.
 */
final class DynamoRows {

    /** What DynamoDB takes. */
    private static final int MOST_GETS = 100;

    private static final Pattern NAME = Pattern.compile("#(\\w+)");

    private final DynamoDbClient client;
    private final String table;

    DynamoRows(DynamoDbClient client, String table) {
        this.client = client;
        this.table = table;
    }

    /**
     * A change of a row under a condition.
     *
     * @param values by the names that the two expressions give them
     */
    record Change(String expression, String condition, Map<String, AttributeValue> values) {}

    /** Every attribute is written as {@code #name}, because many plain words are reserved. */
    private static Map<String, String> names(String expressions) {
        Map<String, String> names = new HashMap<>();
        NAME.matcher(expressions).results().forEach(match -> names.put(match.group(), match.group(1)));
        return names;
    }

    /** What is made of a row. */
    interface Reading<T> extends Function<Map<String, AttributeValue>, T> {}

    /**
     * Changes a row, or makes it.
     *
     * @param done given the row as it is now
     * @param refused given the row as it was and is, where the condition does not hold; empty if there is none
     */
    <T> T update(ObjectVersion version, Change change, Reading<T> done, Reading<T> refused) {
        return asking(() -> {
            try {
                return done.apply(client.updateItem(request -> request.tableName(table)
                                .key(DynamoItem.key(version))
                                .updateExpression(change.expression())
                                .conditionExpression(change.condition())
                                .expressionAttributeNames(names(change.expression() + ' ' + change.condition()))
                                .expressionAttributeValues(change.values())
                                .returnValues(ReturnValue.ALL_NEW)
                                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD))
                        .attributes());
            } catch (ConditionalCheckFailedException e) {
                return refused.apply(e.hasItem() ? e.item() : Map.of());
            }
        });
    }

    /** The row; empty if there is none. */
    Map<String, AttributeValue> get(ObjectVersion version) {
        return asking(() -> client.getItem(request ->
                        request.tableName(table).key(DynamoItem.key(version)).consistentRead(true))
                .item());
    }

    /** Lets the other versions of the object that have ended be work again, should they come back. */
    void supersedeOthers(ObjectVersion version) {
        ofKey(version).stream()
                .filter(row -> DynamoItem.state(row) == State.COMPLETED || DynamoItem.state(row) == State.FAILED)
                .map(DynamoItem::version)
                .filter(other -> !other.equals(version))
                .forEach(this::supersede);
    }

    private void supersede(ObjectVersion version) {
        Map<String, AttributeValue> values = Map.of(
                ":next", DynamoItem.text(State.SUPERSEDED.name()),
                ":completed", DynamoItem.text(State.COMPLETED.name()),
                ":failed", DynamoItem.text(State.FAILED.name()));
        Change change = new Change("set #state = :next", "#state in (:completed, :failed)", values);
        update(version, change, item -> true, old -> false);
    }

    /** Lets a version that has failed be work again. */
    void reopen(ObjectVersion version) {
        Map<String, AttributeValue> values =
                Map.of(":next", DynamoItem.text(State.PENDING.name()), ":failed", DynamoItem.text(State.FAILED.name()));
        Change change = new Change("set #state = :next remove #ended", "#state = :failed", values);
        update(version, change, item -> true, old -> false);
    }

    private List<Map<String, AttributeValue>> ofKey(ObjectVersion version) {
        return asking(() -> client
                .queryPaginator(request -> request.tableName(table)
                        .consistentRead(true)
                        .keyConditionExpression("#object = :object")
                        .expressionAttributeNames(names("#object"))
                        .expressionAttributeValues(Map.of(":object", DynamoItem.object(version))))
                .items()
                .stream()
                .toList());
    }

    /** The rows that there are of the given ones, {@value #MOST_GETS} a call. */
    List<Map<String, AttributeValue>> getAll(Collection<ObjectVersion> versions) {
        Deque<Map<String, AttributeValue>> keys = new ArrayDeque<>();
        versions.stream().distinct().map(DynamoItem::key).forEach(keys::add);
        List<Map<String, AttributeValue>> rows = new ArrayList<>();
        while (!keys.isEmpty()) {
            List<Map<String, AttributeValue>> some = new ArrayList<>();
            while (!keys.isEmpty() && some.size() < MOST_GETS) {
                some.add(keys.remove());
            }
            BatchGetItemResponse answer = asking(() -> client.batchGetItem(request -> request.requestItems(Map.of(
                    table,
                    KeysAndAttributes.builder().keys(some).consistentRead(true).build()))));
            rows.addAll(answer.responses().getOrDefault(table, List.of()));
            // What the answer had no room or throughput for.
            int open = keys.size();
            answer.unprocessedKeys().values().forEach(left -> keys.addAll(left.keys()));
            if (keys.size() == open + some.size()) {
                throw new LedgerUnavailableException("DynamoDB table " + table + ": throttles, and answers nothing");
            }
        }
        return rows;
    }

    /** Hands out the states of all rows. */
    void eachState(Consumer<State> consumer) {
        each(
                request -> request.projectionExpression("#state").expressionAttributeNames(names("#state")),
                item -> consumer.accept(DynamoItem.state(item)));
    }

    /** Hands out the rows of a state. */
    void each(State state, Consumer<Entry> consumer) {
        each(
                request -> request.filterExpression("#state = :state")
                        .expressionAttributeNames(names("#state"))
                        .expressionAttributeValues(Map.of(":state", DynamoItem.text(state.name()))),
                item -> consumer.accept(DynamoItem.entry(item)));
    }

    /** Page by page; no call is open while the consumer works, and what the consumer throws is not taken for an answer. */
    private void each(Consumer<ScanRequest.Builder> shape, Consumer<Map<String, AttributeValue>> consumer) {
        Map<String, AttributeValue> last = Map.of();
        do {
            ScanRequest.Builder request =
                    ScanRequest.builder().tableName(table).consistentRead(true).applyMutation(shape);
            if (!last.isEmpty()) {
                request.exclusiveStartKey(last);
            }
            ScanResponse page = asking(() -> client.scan(request.build()));
            List<Map<String, AttributeValue>> items = page.items();
            items.forEach(consumer);
            last = page.hasLastEvaluatedKey() ? page.lastEvaluatedKey() : Map.of();
        } while (!last.isEmpty());
    }

    <T> T asking(Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw DynamoFaults.translate("DynamoDB table " + table, e);
        }
    }
}
