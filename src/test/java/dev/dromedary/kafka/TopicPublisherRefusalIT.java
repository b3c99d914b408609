package dev.dromedary.kafka;

import static dev.dromedary.kafka.Publishing.PIPELINE;
import static dev.dromedary.kafka.Publishing.batch;
import static dev.dromedary.kafka.Publishing.ids;
import static dev.dromedary.kafka.Publishing.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that Kafka does not take for what they are: they become dead letters, and take no other along. */
@Timeout(120)
class TopicPublisherRefusalIT {
    private static final String SECRET = "canary";

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

    private static void configure(String topic, String key, String value) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        AlterConfigOp set = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", Sandbox.kafka().bootstrapServers()))) {
            admin.incrementalAlterConfigs(Map.of(resource, List.of(set))).all().get();
        }
    }

    /** Text that no compression makes small. */
    private static String noise(int length) {
        return new Random(length)
                .ints(length, ' ' + 1, 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Batch with(Batch batch, Map<Integer, SourceRecord> others) {
        List<SourceRecord> records = new ArrayList<>(batch.records());
        others.forEach(records::set);
        return Batch.of(batch.pipeline(), records, batch.position());
    }

    /** A first batch into the topic. */
    private void assertLanded(Batch landed, List<String> good, List<String> bad) {
        assertThat(landed.stored()).isEqualTo(good.size());
        assertThat(landed.deadLetters()).isEqualTo(bad.size());
        assertThat(landed.rejections()).isEmpty();
        assertThat(landed.records()).isEmpty();
        assertThat(publishing.keys()).isEqualTo(good);
        assertThat(publishing.deadLetters()).extracting(DeadLetter::sourceId).containsExactlyInAnyOrderElementsOf(bad);
        assertThat(publishing.position()).contains(landed.position());
    }

    private static List<String> without(List<String> ids, List<String> removed) {
        List<String> rest = new ArrayList<>(ids);
        rest.removeAll(removed);
        return rest;
    }

    @Test
    void aValueOverTheLimitIsADeadLetterInAFullBatch() {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setMaxRecordSize("10KiB");
        TopicPublisher publisher = publishing.publisher(builder);
        SourceRecord justRight = record("000400", "x".repeat(10_240));
        SourceRecord tooLarge = record("000500", SECRET.repeat(1_707));

        Batch landed = publisher.publish(with(batch(0, 1_001), Map.of(400, justRight, 500, tooLarge)));

        assertLanded(landed, without(ids(0, 1_001), List.of("000500")), List.of("000500"));
        DeadLetter letter = publishing.deadLetters().get(0);
        assertThat(letter.reason()).isEqualTo("refused");
        assertThat(letter.path()).isEqualTo("$");
        assertThat(letter.detail()).isEqualTo("10242 bytes, more than the limit of 10240 (products.max-record-size)");
        assertThat(publishing.letters.payload(letter.id())).contains(tooLarge.payload());
    }

    @Test
    void aTopicThatIsMadeTakesTheLargestRecord() {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setMaxRecordSize("2MiB");

        Batch landed = publishing
                .publisher(builder)
                .publish(Batch.of(PIPELINE, List.of(record("1", noise(2 * 1024 * 1024))), "1"));

        assertLanded(landed, List.of("1"), List.of());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void whatTheTopicTakesForTooLargeIsADeadLetterInAFullBatch(int culprits) throws Exception {
        TopicPublisher publisher = publishing.publisher();
        configure(publishing.topic, "max.message.bytes", "5000");
        Map<Integer, SourceRecord> large = new java.util.HashMap<>();
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < culprits; i++) {
            int index = 7 + 23 * i;
            bad.add(Publishing.id(index));
            large.put(index, record(Publishing.id(index), noise(6_000 + i)));
        }

        Batch landed = publisher.publish(with(batch(0, 1_001), large));

        assertLanded(landed, without(ids(0, 1_001), bad), bad);
        assertThat(publishing.deadLetters()).allSatisfy(letter -> {
            assertThat(letter.reason()).isEqualTo("refused");
            assertThat(letter.detail()).isEqualTo("larger than the topic takes (max.message.bytes)");
        });
    }

    /** The producer's batches are larger than the topic takes, and no record is: none is to blame. */
    @ParameterizedTest
    @ValueSource(strings = {"none", "lz4"})
    void manyRecordsThatAreTooLargeTogetherAllLand(String compression) throws Exception {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setCompression(compression);
        TopicPublisher publisher = publishing.publisher(builder);
        configure(publishing.topic, "max.message.bytes", "5000");
        List<SourceRecord> records =
                ids(0, 1_000).stream().map(id -> record(id, noise(1_000))).toList();

        Batch landed = publisher.publish(Batch.of(PIPELINE, records, "1"));

        assertLanded(landed, ids(0, 1_000), List.of());
    }

    @Test
    void recordsWithoutAFormAreDeadLetters() throws Exception {
        Batch batch = with(
                batch(0, 8),
                Map.of(
                        1, record(null, SECRET),
                        2, record(null, null),
                        3, record("half \ud800", SECRET),
                        4, record("000004", SECRET + "\udc00"),
                        5, record("5", null).withFields(Map.of("self", new Object()))));

        Batch landed = publishing.publisher().publish(batch);

        assertThat(landed.settled()).isEqualTo(8);
        assertThat(publishing.keys()).containsExactly("000000", "000006", "000007");
        assertThat(publishing.deadLetters())
                .extracting(DeadLetter::sourceId)
                .containsExactlyInAnyOrder(
                        "no id, record 1 of the batch to position up to 8",
                        "no id, record 2 of the batch to position up to 8",
                        "half \\ud800",
                        "000004",
                        "5");
        assertThat(publishing.deadLetters())
                .allSatisfy(letter -> assertThat(letter.detail()).doesNotContain(SECRET));
    }

    /** Invariant 1: where the dead letter cannot be kept, nothing lands, and the batch may come again. */
    @Test
    void nothingIsCommittedBeforeItsDeadLettersAreDurable() throws Exception {
        TopicPublisher publisher = publishing.publisher();
        assertThat(publisher.position(PIPELINE)).isEmpty();
        Batch batch = with(batch(0, 10), Map.of(4, record("000004", "half \ud800")));
        publishing.breakDeadLetters();

        assertThatThrownBy(() -> publisher.publish(batch)).isInstanceOf(DatabaseUnavailableException.class);
        assertThat(publishing.keys()).isEmpty();
        assertThat(publishing.position()).isEmpty();

        publishing.mendDeadLetters();
        assertLanded(publisher.publish(batch), without(ids(0, 10), List.of("000004")), List.of("000004"));
    }
}
