package dev.dromedary.ledger;

import dev.dromedary.aws.AwsFaults;
import dev.dromedary.clock.WallClock;
import dev.dromedary.database.Database;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Durations;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** Makes an {@link ObjectLedger} from properties, as routes declare them. */
public final class LedgerBuilder {

    private static final int CONNECTIONS = 64;

    private String kind = "state";
    private Database database;
    private String table = "dromedary-objects";
    private boolean createTable = true;
    private Duration lease = Duration.ofMinutes(1);
    private String owner = Owner.ofThisProcess();

    /** {@code state} for a table in the state database, {@code dynamodb} for one in DynamoDB. */
    public void setKind(String kind) {
        this.kind = kind;
    }

    /** The state database, where that is the kind. */
    public void setDatabase(Database database) {
        this.database = database;
    }

    /** Name of the table in DynamoDB, where that is the kind. */
    public void setTable(String table) {
        this.table = table;
    }

    /** Whether a missing table in DynamoDB is made. */
    public void setCreateTable(boolean createTable) {
        this.createTable = createTable;
    }

    /** How long a claim holds when it is not renewed, such as {@code 60s}. */
    public void setLease(String lease) {
        this.lease = Durations.parse(lease);
    }

    /** Name of this process for people; made up from the process id where none is given. */
    public void setOwner(String owner) {
        this.owner = owner;
    }

    /** @throws ConfigurationException if the AWS SDK lacks its region, or there is no such kind */
    public ObjectLedger build() {
        return switch (kind) {
            case "state" -> new JdbcLedger(database, owner, lease, WallClock.utc());
            case "dynamodb" -> new DynamoDbLedger(client(), table, createTable, owner, lease, WallClock.utc());
            default ->
                throw new ConfigurationException("a ledger of objects is kept in state or dynamodb, not " + kind);
        };
    }

    private static DynamoDbClient client() {
        try {
            return DynamoDbClient.builder()
                    .httpClientBuilder(ApacheHttpClient.builder()
                            .maxConnections(CONNECTIONS)
                            .connectionTimeout(Duration.ofSeconds(5))
                            .socketTimeout(Duration.ofSeconds(10)))
                    // A route waits and tries again by itself, for longer than the SDK does.
                    .overrideConfiguration(
                            override -> override.retryStrategy(DefaultRetryStrategy.standardStrategyBuilder()
                                    .maxAttempts(3)
                                    .build()))
                    .build();
        } catch (SdkClientException e) {
            throw AwsFaults.ofClient(e);
        }
    }
}
