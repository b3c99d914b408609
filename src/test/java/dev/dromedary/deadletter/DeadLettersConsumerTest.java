package dev.dromedary.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import java.nio.file.Path;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of letters with routes that land, lose, refuse and break. */
class DeadLettersConsumerTest {

    private static final Selection OPEN =
            new Selection(true, List.of(), Optional.empty(), Optional.empty(), Optional.empty());

    @TempDir
    private Path folder;

    private Database database;
    private DeadLetters letters;
    private final Replayed replayed = new Replayed();

    @BeforeEach
    void storeTwo() throws Exception {
        Database.Builder builder = new Database.Builder();
        builder.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
        database = builder.build();
        letters = new DeadLetters(database, folder.resolve("dead-letters.keyset"));
        letters.check();
        letters.store(refused(Batch.of("logins", List.of(record("m-1"), record("m-2")))));
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static SourceRecord record(String id) {
        return new SourceRecord(id, Instant.EPOCH, 1, "payload of " + id);
    }

    private static Batch refused(Batch batch) {
        return batch.landed(
                0,
                0,
                batch.records().stream()
                        .map(record -> new Rejection(record, Reason.REFUSED, "$", "is refused"))
                        .toList());
    }

    /** Sends both letters through a route of one step; returns whether to go on. */
    private boolean replay(UnaryOperator<Batch> step) throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.getRegistry().bind("dead-letters", letters);
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("dead-letters:logins?batchSize=2").routeId("test").process(exchange -> exchange.getMessage()
                            .setBody(step.apply(exchange.getMessage().getBody(Batch.class))));
                }
            });
            context.start();
            LetterConsumer consumer = (LetterConsumer) context.getRoute("test").getConsumer();
            assertThat(consumer.most()).isEqualTo(2);
            return consumer.replay(
                    letters.oldest(OPEN, Instant.now(), Optional.empty(), consumer.most()), replayed, () -> false);
        }
    }

    private void assertThatBothAreOpenAsTheyWere() {
        assertThat(letters.oldest(OPEN, Instant.now(), Optional.empty(), 9))
                .extracting(DeadLetter::attempts)
                .containsExactly(1, 1);
        assertThat(replayed.landed() + replayed.failed()).isZero();
        assertThat(replayed.left()).isEqualTo(2);
    }

    @Test
    void whatLandsIsMarkedAndNotBefore() throws Exception {
        boolean goOn = replay(batch -> {
            assertThat(batch.records()).extracting(SourceRecord::deliveries).containsOnly(2);
            assertThat(letters.open("logins")).isEqualTo(2);
            return batch.landed(1, 1, List.of());
        });

        assertThat(goOn).isTrue();
        assertThat(replayed.landed()).isEqualTo(2);
        assertThat(letters.open("logins")).isZero();
    }

    @Test
    void aLetterThatCannotBeReadHoldsNoOtherUp() throws Exception {
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate("update dead_letters set payload = x'00' where source_id = 'm-1'");
            }
        });

        assertThat(replay(batch -> batch.landed(batch.records().size(), 0, List.of())))
                .isTrue();

        assertThat(replayed.landed()).isEqualTo(1);
        assertThat(replayed.left()).isEqualTo(1);
        assertThat(letters.oldest(OPEN, Instant.now(), Optional.empty(), 9))
                .extracting(DeadLetter::sourceId)
                .containsExactly("m-1");
    }

    @Test
    void whatIsStoredAgainHasOneMoreAttempt() throws Exception {
        assertThat(replay(batch -> letters.store(refused(batch)))).isTrue();

        assertThat(replayed.failed()).isEqualTo(2);
        assertThat(letters.oldest(OPEN, Instant.now(), Optional.empty(), 9))
                .extracting(DeadLetter::attempts)
                .containsExactly(2, 2);
    }

    @Test
    void aRouteThatBreaksLeavesTheLettersAsTheyWere() throws Exception {
        assertThat(replay(batch -> {
                    throw new IllegalStateException("broken");
                }))
                .isFalse();

        assertThatBothAreOpenAsTheyWere();
    }

    @Test
    void aRouteThatLosesRecordsLeavesTheLettersAsTheyWere() throws Exception {
        assertThat(replay(batch -> batch.landed(1, 0, List.of()))).isFalse();

        assertThatBothAreOpenAsTheyWere();
    }

    @Test
    void aRouteThatStoresElsewhereLeavesTheLettersAsTheyWere() throws Exception {
        assertThat(replay(batch -> refused(batch).buried())).isFalse();

        assertThatBothAreOpenAsTheyWere();
    }
}
