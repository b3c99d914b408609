package dev.dromedary.sandbox;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.awaitility.Awaitility;

/**
 * Reads what is committed in a topic, as its consumers see it: always from the start, partition by partition in the order
 * of the records. Each call connects anew; thread-safe.
 */
public final class TopicReader {
    private static final String VISIBLE = "read_committed";
    private static final String WRITTEN = "read_uncommitted";
    private static final Duration POLL = Duration.ofMillis(20);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String bootstrapServers;
    private final String topic;

    public TopicReader(KafkaServer kafka, String topic) {
        this.bootstrapServers = kafka.bootstrapServers();
        this.topic = topic;
    }

    /**
     * A record of the topic.
     *
     * @param value null for a tombstone
     * @param headers by name; of a name that comes twice the last
     */
    public record Entry(int partition, long offset, String key, String value, Map<String, String> headers) {}

    /** All that is committed and visible now: a commit becomes visible a moment after its answer. */
    public List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        stream(VISIBLE, record -> entries.add(entry(record)));
        return entries;
    }

    /** All that is committed when every transaction that is open now has ended; waits for that. */
    public List<Entry> readSettled() {
        List<Entry> entries = new ArrayList<>();
        stream(WRITTEN, record -> entries.add(entry(record)));
        return entries;
    }

    /** How many records {@link #readSettled} would return, without keeping them. */
    public long count() {
        AtomicLong count = new AtomicLong();
        stream(WRITTEN, record -> count.incrementAndGet());
        return count.get();
    }

    /** Waits until at least so many records are committed, and returns all. */
    public List<Entry> await(int count, Duration timeout) {
        return Awaitility.await(topic + " has " + count + " records")
                .atMost(timeout)
                .pollInterval(Duration.ofMillis(200))
                .until(this::read, entries -> entries.size() >= count);
    }

    /** Hands over each record that {@link #readSettled} would return. */
    public void stream(Consumer<ConsumerRecord<String, String>> consumer) {
        stream(WRITTEN, consumer);
    }

    private void stream(String end, Consumer<ConsumerRecord<String, String>> consumer) {
        try (var kafka = connect(VISIBLE);
                var ends = connect(end)) {
            List<TopicPartition> partitions = kafka.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                    .toList();
            for (TopicPartition partition : partitions) {
                long offset = ends.endOffsets(List.of(partition)).get(partition);
                stream(kafka, partition, offset, consumer);
            }
        }
    }

    private KafkaConsumer<String, String> connect(String isolation) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", isolation,
                "enable.auto.commit", "false",
                "allow.auto.create.topics", "false",
                "fetch.max.wait.ms", "20",
                "max.poll.records", "10000");
        return new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
    }

    private void stream(
            KafkaConsumer<String, String> kafka,
            TopicPartition partition,
            long end,
            Consumer<ConsumerRecord<String, String>> consumer) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        kafka.assign(List.of(partition));
        kafka.seekToBeginning(List.of(partition));
        while (kafka.position(partition) < end) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException(partition + " was not read to " + end + " in " + PATIENCE);
            }
            for (ConsumerRecord<String, String> record : kafka.poll(POLL)) {
                if (record.offset() < end) {
                    consumer.accept(record);
                }
            }
        }
    }

    private static Entry entry(ConsumerRecord<String, String> record) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(
                    header.key(), header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8));
        }
        return new Entry(record.partition(), record.offset(), record.key(), record.value(), headers);
    }
}
