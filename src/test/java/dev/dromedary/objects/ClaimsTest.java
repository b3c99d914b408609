package dev.dromedary.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.database.Database;
import dev.dromedary.ledger.LedgerBuilder;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.ledger.State;
import dev.dromedary.pipeline.Patience;
import dev.dromedary.pipeline.RunFailure;
import dev.dromedary.s3.ObjectSummary;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Claims on a ledger in SQLite. */
class ClaimsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final FoundObject OBJECT = FoundObject.of(
                    new ObjectSummary("shop", "json/a.json", "1", 10, Instant.EPOCH))
            .orElseThrow();

    @TempDir
    private Path folder;

    private Database database;
    private ObjectLedger ledger;

    @BeforeEach
    void open() throws Exception {
        Database.Builder state = new Database.Builder();
        state.setName("state");
        state.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
        database = state.build();
        ledger = ledger("300ms");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private ObjectLedger ledger(String lease) throws Exception {
        LedgerBuilder builder = new LedgerBuilder();
        builder.setDatabase(database);
        builder.setLease(lease);
        ObjectLedger made = builder.build();
        made.check();
        return made;
    }

    private static Claims claims(ObjectLedger ledger) {
        return new Claims(ledger, "catalog", 1, new Patience("Asking state", "catalog", new RunFailure()));
    }

    /** The same ledger, whose first answer to a claim is lost on the way. */
    private static ObjectLedger losingTheFirstClaim(ObjectLedger ledger) {
        AtomicInteger claimed = new AtomicInteger();
        return (ObjectLedger) Proxy.newProxyInstance(
                ObjectLedger.class.getClassLoader(),
                new Class<?>[] {ObjectLedger.class},
                (proxy, method, arguments) -> {
                    Object answer = method.invoke(ledger, arguments);
                    if (method.getName().equals("claim") && claimed.incrementAndGet() == 1) {
                        throw new UnavailableException("state does not answer");
                    }
                    return answer;
                });
    }

    @Test
    void aClaimIsRenewedUntilItIsGivenBack() throws Exception {
        try (Claims claims = claims(ledger)) {
            ClaimedObject object = claims.claim(OBJECT).orElseThrow();
            Instant first = ledger.find(OBJECT.version()).orElseThrow().leaseEnd();
            await().atMost(PATIENCE).until(() -> ledger.find(OBJECT.version())
                    .orElseThrow()
                    .leaseEnd()
                    .isAfter(first.plusMillis(400)));
            assertThat(claims.claim(OBJECT)).isEmpty();
            assertThat(claims.ending(OBJECT)).isEqualTo(Ending.BUSY);

            claims.release(object);

            assertThat(ledger.find(OBJECT.version()).orElseThrow().state()).isEqualTo(State.PENDING);
            assertThat(claims.claim(OBJECT)).isPresent();
        }
    }

    @Test
    void whatOthersHoldIsWaitedForAsLongAsALease() throws Exception {
        try (Claims claims = claims(ledger)) {
            assertThat(claims.waitedOut(System.nanoTime())).isFalse();
            await().atMost(PATIENCE).until(() -> claims.waitedOut(System.nanoTime()));
            ClaimedObject object = claims.claim(OBJECT).orElseThrow();
            assertThat(claims.waitedOut(System.nanoTime())).isFalse();
            await().atMost(PATIENCE).until(() -> claims.waitedOut(System.nanoTime()));
            claims.release(object);
            assertThat(claims.waitedOut(System.nanoTime())).isFalse();
        }
    }

    @Test
    void aClaimWhoseAnswerWasLostIsWaitedForAndMadeAgain() throws Exception {
        ObjectLedger slow = ledger("1s");
        try (Claims claims = claims(losingTheFirstClaim(slow))) {
            await().atMost(PATIENCE).until(() -> claims.waitedOut(System.nanoTime()));

            assertThat(claims.claim(OBJECT))
                    .as("it is the lost claim that holds")
                    .isEmpty();

            assertThat(claims.waitedOut(System.nanoTime())).isFalse();
            await().atMost(PATIENCE)
                    .until(() -> claims.claim(OBJECT).isPresent() || claims.waitedOut(System.nanoTime()));
            assertThat(slow.find(OBJECT.version()).orElseThrow().takeovers()).isOne();
        }
    }
}
