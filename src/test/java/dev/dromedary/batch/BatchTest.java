package dev.dromedary.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.dromedary.batch.Rejection.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class BatchTest {

    private static final String CANARY = "canary-192.0.2.7";

    @Test
    void aRejectedRecordTakesNoOtherAlong() {
        Batch batch = batch("a", "b", "c").each(rejecting("b"));

        assertThat(batch.records()).extracting(SourceRecord::id).containsExactly("a", "c");
        assertThat(batch.rejections())
                .containsExactly(new Rejection(record("b"), Reason.INVALID, "$.field", "is wrong"));
        assertThat(batch.settled()).isZero();
    }

    @Test
    void rejectionsOfSeveralStepsAddUp() {
        Batch batch = batch("a", "b", "c").each(rejecting("b")).each(rejecting("a"));

        assertThat(batch.records()).extracting(SourceRecord::id).containsExactly("c");
        assertThat(batch.rejections())
                .extracting(rejection -> rejection.record().id())
                .containsExactly("b", "a");
    }

    @Test
    void anUnforeseenFailureIsARejectionThatNamesItsClassAlone() {
        Batch batch = batch("a", "b").each(record -> {
            if (record.id().equals("a")) {
                throw new IllegalStateException("cannot handle " + record.payload(), new RuntimeException(CANARY));
            }
            return record;
        });

        assertThat(batch.records()).extracting(SourceRecord::id).containsExactly("b");
        assertThat(batch.rejections())
                .containsExactly(new Rejection(record("a"), Reason.ERROR, "$", "java.lang.IllegalStateException"));
        assertThat(batch.rejections().toString()).doesNotContain(CANARY);
    }

    @Test
    void anErrorOfTheMachineIsNoFaultOfTheRecord() {
        assertThatThrownBy(() -> batch("a").each(record -> {
                    throw new OutOfMemoryError("made up");
                }))
                .isInstanceOf(OutOfMemoryError.class);
    }

    @Test
    void theRejectionKeepsTheRecordAsTheStepBeforeLeftIt() {
        Batch batch = batch("a").eachFields(fields -> Map.of("x", 1)).eachFields(fields -> {
            throw new RecordRejectedException(Reason.INVALID, "$.x", "is wrong");
        });

        assertThat(batch.rejections().get(0).record().fields()).containsExactly(entry("x", 1));
        assertThat(batch.rejections().get(0).record().payload()).isEqualTo(CANARY);
    }

    @Test
    void eachFieldsReplacesFieldsAndNothingElse() {
        Batch batch = batch("a", "b").eachFields(fields -> Map.of("x", 1));

        assertThat(batch.records())
                .allSatisfy(record -> {
                    assertThat(record.fields()).containsExactly(entry("x", 1));
                    assertThat(record.payload()).isEqualTo(CANARY);
                    assertThat(record.deliveries()).isEqualTo(2);
                })
                .extracting(SourceRecord::id)
                .containsExactly("a", "b");
    }

    @Test
    void aStepLeavesTheBatchThatItWasGiven() {
        Batch batch = batch("a", "b");
        batch.each(rejecting("a"));
        batch.landed();

        assertThat(batch).isEqualTo(batch("a", "b"));
    }

    @Test
    void landedCountsNewOnesAndDuplicatesAndLeavesNoneOnItsWay() {
        Rejection refused = new Rejection(record("c"), Reason.REFUSED, "$", "refused by the database");
        Batch batch = batch("a", "b", "c", "d").each(rejecting("d")).landed(1, 1, List.of(refused));

        assertThat(batch.records()).isEmpty();
        assertThat(batch.stored()).isEqualTo(1);
        assertThat(batch.duplicates()).isEqualTo(1);
        assertThat(batch.rejections()).extracting(Rejection::reason).containsExactly(Reason.INVALID, Reason.REFUSED);
        assertThat(batch.settled()).isEqualTo(2);
    }

    @Test
    void landedWithoutCountsTakesEveryRecordAsStored() {
        Batch batch = batch("a", "b", "c").each(rejecting("b")).landed();

        assertThat(batch.stored()).isEqualTo(2);
        assertThat(batch.duplicates()).isZero();
        assertThat(batch.records()).isEmpty();
        assertThat(batch.rejections()).hasSize(1);
    }

    @Test
    void buriedRejectionsAreCountedAndGone() {
        Batch batch = batch("a", "b", "c").each(rejecting("b")).buried();

        assertThat(batch.rejections()).isEmpty();
        assertThat(batch.deadLetters()).isEqualTo(1);
        assertThat(batch.letters().byReason()).containsOnly(Map.entry(Reason.INVALID, 1L));
        assertThat(batch.records()).hasSize(2);
        assertThat(batch.settled()).isEqualTo(1);
    }

    @Test
    void everyRecordIsSettledWhenAllHaveLandedOrAreBuriedInWhicheverOrder() {
        Batch rejected = batch("a", "b", "c", "d").each(rejecting("b"));

        assertThat(rejected.landed(2, 1, List.of()).buried().settled()).isEqualTo(4);
        assertThat(rejected.buried().landed(2, 1, List.of()).settled()).isEqualTo(4);
        assertThat(rejected.landed().settled()).isEqualTo(3);
        assertThat(rejected.landed().landed().settled()).isEqualTo(3);
    }

    @Test
    void anEmptyBatchIsSettledFromTheStart() {
        Batch batch = batch().each(rejecting("a")).landed().buried();

        assertThat(batch).isEqualTo(batch());
        assertThat(batch.settled()).isZero();
    }

    @Test
    void itsListsAreCopies() {
        List<SourceRecord> records = new ArrayList<>(List.of(record("a")));
        Batch batch = Batch.of("logins", records);
        records.clear();

        assertThat(batch.records()).hasSize(1);
        assertThatThrownBy(() -> batch.records().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void noToStringShowsPayloadOrFields() {
        SourceRecord record = record("a").withFields(Map.of("ip", CANARY));
        Rejection rejection = new Rejection(record, Reason.INVALID, "$.ip", "is wrong");
        Batch batch = new Batch(
                "logins",
                List.of(record),
                List.of(rejection),
                3,
                4,
                new LetterCounts(Map.of(Reason.ERROR, 5L)),
                "position");

        assertThat(record).hasToString("SourceRecord[a]");
        assertThat(rejection.toString())
                .contains("SourceRecord[a]", "$.ip", "is wrong")
                .doesNotContain(CANARY);
        assertThat(batch)
                .hasToString("Batch[logins: 1 on their way, 1 rejected, 3 stored, 4 duplicates, 5 dead letters]");
        assertThat(List.of(batch, record, rejection).toString()).doesNotContain(CANARY);
    }

    @Test
    void aRejectionCarriesNoStackTrace() {
        RecordRejectedException e = new RecordRejectedException(Reason.MALFORMED, "$.a", "is wrong");

        assertThat(e.getStackTrace()).isEmpty();
        assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(e.path()).isEqualTo("$.a");
        assertThat(e.of(record("x"))).isEqualTo(new Rejection(record("x"), Reason.MALFORMED, "$.a", "is wrong"));
    }

    @Test
    void reasonsAreCodedInLowerCase() {
        assertThat(Reason.values())
                .extracting(Reason::code)
                .containsExactly("malformed", "invalid", "refused", "error");
    }

    private static UnaryOperator<SourceRecord> rejecting(String id) {
        return record -> {
            if (record.id().equals(id)) {
                throw new RecordRejectedException(Reason.INVALID, "$.field", "is wrong");
            }
            return record;
        };
    }

    private static Batch batch(String... ids) {
        return Batch.of("logins", List.of(ids).stream().map(BatchTest::record).toList());
    }

    private static SourceRecord record(String id) {
        return new SourceRecord(id, Instant.EPOCH, 2, CANARY);
    }
}
