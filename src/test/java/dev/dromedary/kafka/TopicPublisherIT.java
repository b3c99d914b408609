package dev.dromedary.kafka;

import static dev.dromedary.kafka.Publishing.PIPELINE;
import static dev.dromedary.kafka.Publishing.batch;
import static dev.dromedary.kafka.Publishing.ids;
import static dev.dromedary.kafka.Publishing.record;
import static dev.dromedary.kafka.Publishing.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TopicReader;
import dev.dromedary.settings.ConfigurationException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What lands in a topic, and the position with it, on a broker that is well. */
@Timeout(60)
class TopicPublisherIT {
    @TempDir
    private Path folder;

    private Publishing publishing;

    @BeforeEach
    void open() throws Exception {
        publishing = new Publishing(Sandbox.kafka(), folder);
    }

    @AfterEach
    void close() {
        publishing.close();
    }

    @Test
    void keyValueAndHeadersArriveAsTheyAre() {
        SourceRecord whole = new SourceRecord(
                "ключ-😀", record("", "").sentAt(), 1, "Zoë paid 3 € to 李", Map.of(), Map.of("op", "upsért", "n", "1"));
        SourceRecord gone = record("4006381333931", null);

        Batch landed = publishing.publisher().publish(Batch.of(PIPELINE, List.of(whole, gone), "1"));

        assertThat(landed.records()).isEmpty();
        assertThat(landed.stored()).isEqualTo(2);
        assertThat(landed.settled()).isEqualTo(2);
        assertThat(landed.position()).isEqualTo("1");
        assertThat(publishing.reader().readSettled())
                .extracting(TopicReader.Entry::key, TopicReader.Entry::value, TopicReader.Entry::headers)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple(whole.id(), whole.payload(), whole.headers()),
                        org.assertj.core.groups.Tuple.tuple(gone.id(), null, Map.of()));
    }

    @Test
    void fieldsAreWrittenAsJson() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("ean", "4006381333931");
        fields.put("price", new BigDecimal("1E+2"));
        fields.put("weight", new BigDecimal("0.10"));
        fields.put("since", LocalDate.parse("2026-02-03"));
        fields.put("note", null);

        publishing
                .publisher()
                .publish(Batch.of(PIPELINE, List.of(record("1", "raw").withFields(fields)), null));

        assertThat(publishing.reader().readSettled())
                .extracting(TopicReader.Entry::value)
                .containsExactly("{\"ean\":\"4006381333931\",\"price\":100,\"weight\":0.10,"
                        + "\"since\":\"2026-02-03\",\"note\":null}");
    }

    @Test
    void recordsOfOneKeyKeepTheirOrder() {
        List<SourceRecord> records = java.util.stream.IntStream.range(0, 3_000)
                .mapToObj(number -> record("key-" + number % 7, Integer.toString(number)))
                .toList();

        publishing.publisher().publish(Batch.of(PIPELINE, records, "1"));

        Map<String, List<Integer>> byKey = publishing.reader().readSettled().stream()
                .collect(java.util.stream.Collectors.groupingBy(
                        TopicReader.Entry::key,
                        java.util.stream.Collectors.mapping(
                                entry -> Integer.valueOf(entry.value()), java.util.stream.Collectors.toList())));
        assertThat(byKey).hasSize(7).allSatisfy((key, numbers) -> assertThat(numbers)
                .isSorted());
    }

    @Test
    void thePositionLandsWithTheRecordsAndIsFoundAgain() {
        TopicPublisher first = publishing.publisher();
        assertThat(first.position(PIPELINE)).isEmpty();
        first.publish(batch(0, 10));
        assertThat(first.position(PIPELINE)).contains("up to 10");
        first.publish(Batch.of(PIPELINE, List.of(), "after nothing"));
        first.close();

        TopicPublisher second = publishing.publisher();

        assertThat(second.position(PIPELINE)).contains("after nothing");
        second.publish(batch(10, 20));
        assertThat(second.position(PIPELINE)).contains("up to 20");
        assertThat(publishing.keys()).isEqualTo(ids(0, 20));
    }

    @Test
    void anEmptyBatchWithoutAPositionNeedsNoBroker() {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setBrokers("127.0.0.1:1");
        Batch empty = Batch.of(PIPELINE, List.of());

        try (TopicPublisher publisher = builder.build()) {
            assertThat(publisher.publish(empty)).isEqualTo(empty);
        }
    }

    @Test
    void rejectionsOfEarlierStepsAreDurableBeforeThePositionIs() {
        Batch batch = batch(0, 10).each(record -> {
            if (record.id().endsWith("3")) {
                throw new RecordRejectedException(Reason.INVALID, "$.number", "three");
            }
            return record;
        });

        Batch landed = publishing.publisher().publish(batch);

        assertThat(landed.settled()).isEqualTo(10);
        assertThat(landed.deadLetters()).isEqualTo(1);
        assertThat(landed.rejections()).isEmpty();
        assertThat(publishing.deadLetters()).extracting(DeadLetter::sourceId).containsExactly("000003");
        assertThat(publishing.keys()).hasSize(9);
    }

    @Test
    void rejectionsThatAnEarlierStepHasStoredAreCountedOnce() {
        Batch batch = publishing.letters.store(batch(0, 10).each(record -> {
            throw new RecordRejectedException(Reason.INVALID, "$", "all");
        }));

        Batch landed = publishing.publisher().publish(batch);

        assertThat(landed.settled()).isEqualTo(10);
        assertThat(landed.deadLetters()).isEqualTo(10);
    }

    @Test
    void oneWithAnotherPipelineIsTold() {
        TopicPublisher publisher = publishing.publisher();
        publisher.publish(batch(0, 1));

        assertThatThrownBy(() -> publisher.publish(Batch.of("logins", records(0, 1))))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("serves pipeline products");
    }

    @Test
    void aClosedPublisherPublishesNothing() {
        TopicPublisher publisher = publishing.publisher();
        publisher.publish(batch(0, 1));
        publisher.close();

        assertThatThrownBy(() -> publisher.publish(batch(1, 2))).isInstanceOf(KafkaUnavailableException.class);
        assertThat(publishing.keys()).isEqualTo(ids(0, 1));
    }
}
