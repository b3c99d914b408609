package dev.dromedary.kafka;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.DataSize;
import dev.dromedary.settings.Durations;
import dev.dromedary.settings.Nearest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Makes producers that land a record once: idempotent, transactional, acknowledged by all replicas in sync, and within
 * fixed memory (invariant 5). Immutable.
 *
 * @param maxRecordSize bytes of the largest value
 * @param maker makes a producer of its properties; tests replace it
 */
record ProducerSettings(
        Connection connection,
        String transactionalId,
        int maxRecordSize,
        String compression,
        Duration linger,
        Timing timing,
        Function<Map<String, Object>, Producer<byte[], byte[]>> maker) {

    /** Bytes that a record may have beside its value: key, headers, and what Kafka adds. */
    static final int OVERHEAD = 64 * 1024;

    private static final List<String> COMPRESSIONS = List.of("none", "lz4", "zstd", "snappy", "gzip");

    private static final int BATCH_BYTES = 256 * 1024;
    private static final int BUFFER_BYTES = 32 * 1024 * 1024;
    private static final long LARGEST_RECORD = 16 * 1024 * 1024;
    private static final Duration LONGEST_LINGER = Duration.ofSeconds(1);

    /** @throws ConfigurationException if the text is no size, or one that the memory is not made for */
    static int recordSize(String text) {
        try {
            long bytes = DataSize.parse(text).bytes();
            if (bytes < 1 || bytes > LARGEST_RECORD) {
                throw new IllegalArgumentException("a size from 1B to " + (LARGEST_RECORD >> 20) + "MiB");
            }
            return (int) bytes;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("maxRecordSize is " + text + ", and must be " + e.getMessage(), e);
        }
    }

    /** @throws ConfigurationException if there is no such compression */
    static String compression(String name) {
        if (!COMPRESSIONS.contains(name)) {
            throw new ConfigurationException("compression is " + name + ", and must be one of "
                    + String.join(", ", COMPRESSIONS) + Nearest.suggestion(name, COMPRESSIONS));
        }
        return name;
    }

    /** @throws ConfigurationException if the text is no duration, or one longer than a second */
    static Duration linger(String text) {
        try {
            Duration linger = Durations.parse(text);
            if (linger.compareTo(LONGEST_LINGER) > 0) {
                throw new IllegalArgumentException("a duration of a second at the most");
            }
            return linger;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException("linger is " + text + ", and must be " + e.getMessage(), e);
        }
    }

    /** The serializers are given as objects: no class is looked up by name. */
    static Producer<byte[], byte[]> kafkaProducer(Map<String, Object> properties) {
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** @param messageBytes what the topic takes in one piece */
    Producer<byte[], byte[]> make(int messageBytes) {
        return maker.apply(properties(messageBytes));
    }

    /** Bytes of the largest record as Kafka counts it. */
    int largestMessage() {
        return maxRecordSize + OVERHEAD;
    }

    private Map<String, Object> properties(int messageBytes) {
        Map<String, Object> defaults = new HashMap<>();
        defaults.put(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        defaults.put(ProducerConfig.LINGER_MS_CONFIG, linger.toMillis());
        defaults.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, compression);
        defaults.put(ProducerConfig.BUFFER_MEMORY_CONFIG, (long) BUFFER_BYTES);
        defaults.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largestMessage());
        defaults.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 5);
        defaults.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(timing.request()));
        defaults.put(
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.max(millis(timing.delivery()), millis(linger.plus(timing.request()))));
        defaults.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timing.block().toMillis());
        defaults.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, millis(timing.transaction()));
        Map<String, Object> all = connection.with(defaults);
        // The client would halve a batch that is refused as too large, but not below its batch size (KAFKA-8350).
        all.computeIfPresent(ProducerConfig.BATCH_SIZE_CONFIG, (key, size) -> smaller(size, messageBytes));
        all.put(ProducerConfig.CLIENT_ID_CONFIG, "dromedary-" + transactionalId);
        all.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        all.put(ProducerConfig.ACKS_CONFIG, "all");
        return all;
    }

    /** @throws ConfigurationException if Kafka's client takes one of the properties for invalid */
    void check() {
        try {
            Map<String, Object> all = properties(BATCH_BYTES);
            all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
            new ProducerConfig(all);
        } catch (ConfigException e) {
            throw new ConfigurationException("kafka.properties: " + e.getMessage(), e);
        }
    }

    /** What is no number is left for Kafka's client to complain of. */
    private static Object smaller(Object size, int bound) {
        try {
            return Math.min(Integer.parseInt(size.toString().strip()), bound);
        } catch (NumberFormatException e) {
            return size;
        }
    }

    private static int millis(Duration time) {
        return Math.toIntExact(time.toMillis());
    }
}
