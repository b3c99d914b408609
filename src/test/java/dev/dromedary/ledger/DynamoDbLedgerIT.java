package dev.dromedary.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.sandbox.DynamoServer;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.SandboxCredentials;
import dev.dromedary.sandbox.TcpProxy;
import dev.dromedary.settings.ConfigurationException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.core.exception.RetryableException;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class DynamoDbLedgerIT extends LedgerContract {

    private final String table = "ledger-" + System.nanoTime();
    private final List<ObjectLedger> ledgers = new ArrayList<>();

    @Override
    ObjectLedger open(String owner, SettableClock ownersClock) {
        return open(DynamoServer.newClient(Sandbox.dynamo().endpoint()), owner, ownersClock);
    }

    private ObjectLedger open(DynamoDbClient client, String owner, Clock ownersClock) {
        DynamoDbLedger ledger = new DynamoDbLedger(client, table, true, owner, LEASE, ownersClock);
        ledgers.add(ledger);
        ledger.check();
        return ledger;
    }

    @Override
    void pass(Duration time) {
        clock.move(time);
    }

    @AfterEach
    void close() {
        ledgers.forEach(ObjectLedger::close);
    }

    @Test
    void toAskForATableMakesNone() {
        DynamoDbClient client = DynamoServer.newClient(Sandbox.dynamo().endpoint());
        DynamoDbLedger absent = new DynamoDbLedger(client, table + "-absent", true, "first", LEASE, clock);
        ledgers.add(absent);

        assertThat(absent.exists()).isFalse();
        assertThat(absent.exists()).isFalse();
    }

    @Test
    void survivesAnOutage() {
        DynamoServer server = Sandbox.dynamo();
        try (TcpProxy link = TcpProxy.before(server.endpoint().getPort())) {
            URI far = URI.create(link.by(server.endpoint().toString()));
            survivesAnOutage(open(DynamoServer.newClient(far), "far", clock), link);
        }
    }

    /** The SDK repeats a call whose answer was lost, and then finds its own work in the way. */
    @Test
    void answersAsIfNoAnswerHadBeenLost() {
        AtomicBoolean lose = new AtomicBoolean();
        DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(Sandbox.dynamo().endpoint())
                .region(SandboxCredentials.region())
                .credentialsProvider(SandboxCredentials.provider())
                .overrideConfiguration(override -> override.addExecutionInterceptor(new ExecutionInterceptor() {
                    @Override
                    public void afterTransmission(Context.AfterTransmission context, ExecutionAttributes attributes) {
                        if (lose.getAndSet(false)) {
                            throw RetryableException.create("lost");
                        }
                    }
                }))
                .build();
        ObjectLedger ledger = open(client, "unlucky", clock);

        lose.set(true);
        Claim claim = ledger.claim(OBJECT, 1).orElseThrow();
        assertThat(lose).as("lost").isFalse();
        assertThat(claim.attempt()).isOne();
        lose.set(true);
        assertThat(ledger.release(claim)).isTrue();
        assertThat(ledger.find(OBJECT).orElseThrow().attempts()).isZero();

        Claim slow = ledger.claim(OBJECT, 1).orElseThrow();
        pass(LEASE);
        lose.set(true);
        Claim quick = ledger.claim(OBJECT, 1).orElseThrow();
        assertThat(quick.id()).isNotEqualTo(slow.id());
        assertThat(ledger.find(OBJECT).orElseThrow().takeovers()).isOne();
        lose.set(true);
        assertThat(ledger.complete(quick, OUTCOME)).isTrue();
        assertThat(lose).as("lost").isFalse();
    }

    /** To ask again at once, and again, would make it worse. */
    @Test
    void whoIsAnsweredNothingWaits() {
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean throttling = new AtomicBoolean(true);
        ExecutionInterceptor nothing = new ExecutionInterceptor() {
            @Override
            public SdkResponse modifyResponse(Context.ModifyResponse context, ExecutionAttributes attributes) {
                if (context.request() instanceof BatchGetItemRequest request) {
                    asked.incrementAndGet();
                    return throttling.get()
                            ? BatchGetItemResponse.builder()
                                    .responses(Map.of())
                                    .unprocessedKeys(request.requestItems())
                                    .build()
                            : context.response();
                }
                return context.response();
            }
        };
        DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(Sandbox.dynamo().endpoint())
                .region(SandboxCredentials.region())
                .credentialsProvider(SandboxCredentials.provider())
                .overrideConfiguration(override -> override.addExecutionInterceptor(nothing))
                .build();
        ObjectLedger ledger = open(client, "throttled", clock);
        ledger.complete(ledger.claim(OBJECT, 1).orElseThrow(), OUTCOME);

        assertThatThrownBy(() -> ledger.ended(List.of(OBJECT), 1))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("throttles");
        assertThat(asked).hasValue(1);

        throttling.set(false);
        assertThat(ledger.ended(List.of(OBJECT), 1)).containsExactly(OBJECT);
    }

    @Test
    void aTableThatIsMissingAndMayNotBeMadeIsAMistake() {
        DynamoDbLedger ledger = new DynamoDbLedger(
                DynamoServer.newClient(Sandbox.dynamo().endpoint()), "no-such-table", false, "owner", LEASE, clock);
        ledgers.add(ledger);

        assertThatThrownBy(ledger::check)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("no-such-table does not exist");
        assertThatThrownBy(() -> ledger.claim(OBJECT, 1)).isInstanceOf(ConfigurationException.class);
    }

    @Test
    void aTableOfAnotherShapeIsAMistake() {
        String other = "other-" + System.nanoTime();
        Sandbox.dynamo().client().createTable(request -> request.tableName(other)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build())
                .keySchema(KeySchemaElement.builder()
                        .attributeName("id")
                        .keyType(KeyType.HASH)
                        .build()));
        DynamoDbLedger ledger = new DynamoDbLedger(
                DynamoServer.newClient(Sandbox.dynamo().endpoint()), other, true, "owner", LEASE, clock);
        ledgers.add(ledger);

        assertThatThrownBy(ledger::check)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(other + " has other keys");
        assertThatThrownBy(() -> ledger.claim(OBJECT, 1)).isInstanceOf(ConfigurationException.class);
    }
}
