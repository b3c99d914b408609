package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.LetterCounts;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.runs.Outcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TallyTest {

    private final Tally tally = new Tally();

    private static SourceRecord record(int number, Instant sentAt) {
        return new SourceRecord("r-" + number, sentAt, 1, "{}");
    }

    private static Batch batch(int records, Instant sentAt) {
        return Batch.of(
                "logins",
                IntStream.range(0, records)
                        .mapToObj(number -> record(number, sentAt))
                        .toList());
    }

    private static Rejection rejection(SourceRecord record, Reason reason) {
        return new Rejection(record, reason, "$", "is wrong");
    }

    @Test
    void aSettledBatchIsCountedInAllWays() {
        Batch begun = batch(10, Instant.now().minusSeconds(3));
        tally.received(10);
        try (Passage passage = tally.begin(begun)) {
            passage.settled(begun.landed(
                            6,
                            1,
                            List.of(
                                    rejection(begun.records().get(0), Reason.INVALID),
                                    rejection(begun.records().get(1), Reason.INVALID),
                                    rejection(begun.records().get(2), Reason.REFUSED)))
                    .buried());
        }

        assertThat(tally.counts()).isEqualTo(new Tally.Counts(10, 6, 1, 3, 0));
        assertThat(tally.deadLetters())
                .containsEntry(Reason.INVALID, 2L)
                .containsEntry(Reason.REFUSED, 1L)
                .containsEntry(Reason.MALFORMED, 0L);
        assertThat(tally.batchSizes().sum()).isEqualTo(10);
        assertThat(Arrays.stream(tally.durations().counts()).sum()).isEqualTo(1);
        assertThat(Arrays.stream(tally.latencies().counts()).sum()).isEqualTo(10);
        assertThat(tally.latencies().sum()).isBetween(30.0, 100.0);
    }

    @Test
    void aBatchThatIsNotSettledIsNoLatency() {
        try (Passage passage = tally.begin(batch(10, Instant.now()))) {
            passage.failed(new IllegalStateException());
        }

        assertThat(Arrays.stream(tally.latencies().counts()).sum()).isZero();
        assertThat(tally.batchSizes().sum()).isZero();
    }

    @Test
    void aRecordFromTheFutureHasNoAge() {
        Batch batch = batch(1, Instant.now().plusSeconds(3600));
        try (Passage passage = tally.begin(batch)) {
            passage.settled(batch.landed());
        }

        assertThat(tally.latencies().sum()).isZero();
        assertThat(tally.latencies().counts()[0]).isEqualTo(1);
    }

    @Test
    void whatIsBuriedBeforeABatchIsReceivedAsWell() {
        tally.buried(LetterCounts.NONE.plus(List.of(rejection(record(1, Instant.now()), Reason.MALFORMED))));

        assertThat(tally.counts()).isEqualTo(new Tally.Counts(1, 0, 0, 1, 0));
        assertThat(tally.deadLetters()).containsEntry(Reason.MALFORMED, 1L);
    }

    @Test
    void runsAreCountedByHowTheyEnd() {
        tally.ended(Outcome.DONE);
        tally.ended(Outcome.DONE);
        tally.ended(Outcome.FAILED);

        assertThat(tally.runs())
                .containsEntry(Outcome.DONE, 2L)
                .containsEntry(Outcome.FAILED, 1L)
                .containsEntry(Outcome.INTERRUPTED, 0L);
    }

    @Test
    void observersAreToldHowABatchEnds() {
        List<String> told = new ArrayList<>();
        BatchObserver observer = batch -> {
            told.add("begun " + batch.records().size());
            return (result, cause) -> told.add("ended " + result.map(Batch::stored) + " " + cause);
        };
        Tally observed = new Tally(List.of(observer));
        Batch batch = batch(2, Instant.now());
        try (Passage passage = observed.begin(batch)) {
            passage.settled(batch.landed());
        }
        IllegalStateException cause = new IllegalStateException("why");
        try (Passage passage = observed.begin(batch)) {
            passage.failed(cause);
        }

        assertThat(told)
                .containsExactly(
                        "begun 2",
                        "ended Optional[2] Optional.empty",
                        "begun 2",
                        "ended Optional.empty " + Optional.of(cause));
    }

    @Test
    void nothingIsLostAmongThreads() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        for (int i = 0; i < 800; i++) {
            threads.execute(() -> {
                Batch batch = batch(10, Instant.now());
                try (Passage passage = tally.begin(batch)) {
                    passage.settled(batch.landed());
                }
            });
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        assertThat(tally.counts().stored()).isEqualTo(8000);
        assertThat(Arrays.stream(tally.latencies().counts()).sum()).isEqualTo(8000);
        assertThat(tally.batchSizes().counts()[2])
                .as("buckets are 1, 5, 10, ...")
                .isEqualTo(800);
    }
}
