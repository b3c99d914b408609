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
    private static final Duration POLL = Duration.ofMillis(200);
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

    /** All that is committed now. */
    public List<Entry> read() {
        List<Entry> entries = new ArrayList<>();
        stream(record -> entries.add(entry(record)));
        return entries;
    }

    /** How many records are committed now, without keeping them. */
    public long count() {
        AtomicLong count = new AtomicLong();
        stream(record -> count.incrementAndGet());
        return count.get();
    }

    /** Waits until at least so many records are committed, and returns all. */
    public List<Entry> await(int count, Duration timeout) {
        return Awaitility.await(topic + " has " + count + " records")
                .atMost(timeout)
                .pollInterval(POLL)
                .until(this::read, entries -> entries.size() >= count);
    }

    /** Hands over each record that is committed now. */
    public void stream(Consumer<ConsumerRecord<String, String>> consumer) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", bootstrapServers,
                "isolation.level", "read_committed",
                "enable.auto.commit", "false",
                "allow.auto.create.topics", "false",
                "max.poll.records", "10000");
        try (var kafka = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions = kafka.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .sorted((one, other) -> Integer.compare(one.partition(), other.partition()))
                    .toList();
            for (TopicPartition partition : partitions) {
                stream(kafka, partition, consumer);
            }
        }
    }

    private void stream(
            KafkaConsumer<String, String> kafka,
            TopicPartition partition,
            Consumer<ConsumerRecord<String, String>> consumer) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        kafka.assign(List.of(partition));
        kafka.seekToBeginning(List.of(partition));
        long end = kafka.endOffsets(List.of(partition)).get(partition);
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
