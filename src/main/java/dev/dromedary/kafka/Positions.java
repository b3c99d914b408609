package dev.dromedary.kafka;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The topic that keeps where each pipeline's source stands, and which process said so, under the pipeline's transactional
 * id: pipelines of one name on one cluster must not take each other over. The last committed value counts; the topic is
 * compacted. Stateless and thread-safe.
 */
final class Positions {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** Short: a poll that finds nothing but the mark of a commit waits for it in full. */
    private static final Duration POLL = Duration.ofMillis(20);

    /** For the whole topic, of which there are few megabytes; longer than a transaction may stay open. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Connection connection;
    private final String topic;

    Positions(Connection connection, String topic) {
        this.connection = connection;
        this.topic = topic;
    }

    /**
     * One value of the topic.
     *
     * @param owner id of the process that wrote it
     * @param position in the source's own words; null before its first batch has landed
     */
    record Entry(String owner, String position) {}

    ProducerRecord<byte[], byte[]> record(String transactionalId, Entry entry) {
        try {
            byte[] value = JSON.writeValueAsBytes(
                    JSON.createObjectNode().put("owner", entry.owner()).put("position", entry.position()));
            return new ProducerRecord<>(topic, 0, bytes(transactionalId), value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a position cannot be written", e);
        }
    }

    /**
     * The last value that is committed, whatever is still open before or behind it; keeps one value in memory.
     *
     * @throws org.apache.kafka.common.KafkaException if it cannot be read now
     * @throws ConfigurationException if the topic holds something else
     */
    Optional<Entry> glance(String transactionalId) {
        return read(transactionalId, "read_committed");
    }

    /**
     * The last value that will ever be committed of what is written now. What can be read ends before the first transaction
     * that is open, also another pipeline's, and our own last value may stand behind that: it is waited for. So our own
     * transaction must have ended before.
     *
     * @throws org.apache.kafka.common.KafkaException if it cannot be read now
     * @throws ConfigurationException if the topic holds something else
     */
    Optional<Entry> read(String transactionalId) {
        return read(transactionalId, "read_uncommitted");
    }

    private Optional<Entry> read(String transactionalId, String endIsolation) {
        byte[] key = bytes(transactionalId);
        byte[] last = null;
        TopicPartition partition = new TopicPartition(topic, 0);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try (var consumer =
                new KafkaConsumer<>(connection.reader(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = end(partition, endIsolation);
            while (consumer.position(partition) < end) {
                if (System.nanoTime() - deadline > 0) {
                    throw new TimeoutException("topic " + topic + " was not read in " + PATIENCE.toSeconds() + " s");
                }
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    last = Arrays.equals(record.key(), key) ? record.value() : last;
                }
            }
        }
        return Optional.ofNullable(last).map(value -> entry(transactionalId, value));
    }

    private long end(TopicPartition partition, String isolation) {
        Map<String, Object> settings = new HashMap<>(connection.reader());
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return consumer.endOffsets(List.of(partition)).get(partition);
        }
    }

    private Entry entry(String transactionalId, byte[] value) {
        try {
            JsonNode entry = JSON.readTree(value);
            return new Entry(
                    entry.required("owner").textValue(),
                    entry.required("position").textValue());
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    "topic " + topic + ": the last value of key " + transactionalId
                            + " is no position of dromedary's; choose another positions topic",
                    e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
