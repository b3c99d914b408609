package dev.dromedary.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * How long it takes from the commit of a change in the table until a {@code read_committed} consumer has it: one change
 * after the other, at moments that have nothing to do with the pipeline's looks at the table.
 */
final class Latency {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(10);
    private static final int LONGEST_PAUSE = 400;

    private Latency() {}

    /** Milliseconds of each change, sorted. */
    static List<Double> measure(String table, String brokers, String topic, List<String> keys) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", brokers, "isolation.level", "read_committed", "enable.auto.commit", "false");
        Random random = new Random(1);
        List<Double> latencies = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new StringDeserializer(), new StringDeserializer());
                Connection connection = DriverManager.getConnection("jdbc:sqlite:" + table);
                PreparedStatement update =
                        connection.prepareStatement("update products set size = 'changed' where ean = ?")) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToEnd(partitions);
            partitions.forEach(consumer::position);
            for (String key : keys) {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE));
                update.setString(1, key);
                update.executeUpdate();
                long committed = System.nanoTime();
                await(consumer, key, committed);
                latencies.add((System.nanoTime() - committed) / 1e6);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the table cannot be changed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return latencies.stream().sorted().toList();
    }

    private static void await(KafkaConsumer<String, String> consumer, String key, long since) {
        while (System.nanoTime() - since < PATIENCE.toNanos()) {
            for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
                if (key.equals(record.key())) {
                    return;
                }
            }
        }
        throw new IllegalStateException("the change of " + key + " did not come in " + PATIENCE);
    }
}
