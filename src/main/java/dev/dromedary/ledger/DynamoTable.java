package dev.dromedary.ledger;

import dev.dromedary.settings.ConfigurationException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/** Sees at start-up that the table is there and has the right keys; makes it where that is allowed. Thread-safe. */
final class DynamoTable {

    private static final Logger LOG = LoggerFactory.getLogger(DynamoTable.class);

    private static final Map<String, KeyType> KEYS =
            Map.of(DynamoItem.OBJECT, KeyType.HASH, DynamoItem.ETAG, KeyType.RANGE);

    private final DynamoDbClient client;
    private final String name;
    private final boolean mayBeMade;

    DynamoTable(DynamoDbClient client, String name, boolean mayBeMade) {
        this.client = client;
        this.name = name;
        this.mayBeMade = mayBeMade;
    }

    /**
     * @throws LedgerUnavailableException if it is being made, by us or another
     * @throws ConfigurationException if its keys are others
     * @throws software.amazon.awssdk.core.exception.SdkException what DynamoDB answers otherwise
     */
    void check() {
        TableDescription table = describeOrMake();
        if (table.tableStatus() != TableStatus.ACTIVE && table.tableStatus() != TableStatus.UPDATING) {
            throw new LedgerUnavailableException("table " + name + " is " + table.tableStatusAsString());
        }
        for (KeySchemaElement key : table.keySchema()) {
            if (KEYS.get(key.attributeName()) != key.keyType()
                    || table.keySchema().size() != KEYS.size()) {
                throw new ConfigurationException("table " + name + " has other keys than " + DynamoItem.OBJECT + " and "
                        + DynamoItem.ETAG + "; name another table");
            }
        }
    }

    private TableDescription describeOrMake() {
        try {
            return describe();
        } catch (ResourceNotFoundException e) {
            if (!mayBeMade) {
                throw e;
            }
            make();
            return describe();
        }
    }

    /** Whether there is such a table; makes none. */
    boolean exists() {
        try {
            describe();
            return true;
        } catch (ResourceNotFoundException e) {
            return false;
        }
    }

    private TableDescription describe() {
        return client.describeTable(request -> request.tableName(name)).table();
    }

    private void make() {
        try {
            client.createTable(request -> request.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(string(DynamoItem.OBJECT), string(DynamoItem.ETAG))
                    .keySchema(key(DynamoItem.OBJECT), key(DynamoItem.ETAG)));
        } catch (ResourceInUseException e) {
            LOG.debug("Another process made {} at the same moment", name, e);
        }
    }

    private static AttributeDefinition string(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name) {
        return KeySchemaElement.builder()
                .attributeName(name)
                .keyType(KEYS.get(name))
                .build();
    }
}
