package dev.dromedary.bench;

import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.sandbox.ProductSamples;
import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one run over a table gets for itself: a topic of three partitions and a copy of the table, so that none finds what
 * another left. For use by one thread.
 */
final class ProductsStage implements AutoCloseable {

    static final long SEED = 20260101;

    private static final String PYTHON = "/usr/bin/python3";
    private static final int PARTITIONS = 3;
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final KafkaServer kafka = Sandbox.kafka();
    private final Path folder;
    private final String topic = "bench-" + NUMBER.incrementAndGet();
    private final Path table;

    /** @param table of which each stage has a copy */
    ProductsStage(Path folder, Path table) {
        this.folder = folder;
        this.table = folder.resolve(topic + ".db");
        kafka.createTopic(topic, PARTITIONS);
        try {
            Files.copy(table, this.table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Makes a SQLite file with a table of products, as the pipeline loads it from a CSV file. */
    static Path table(Path folder, int rows) {
        Path csv = folder.resolve("products.csv");
        Path table = folder.resolve("products-" + rows + ".db");
        try {
            new ProductSamples(SEED).write(csv, rows);
            List<String> command = List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    CsvLoadOnce.class.getName(),
                    csv.toString(),
                    table.toString(),
                    "price_eur,price_usd,price_gbp,grossPrice_eur");
            try (Child child = Child.java(folder, Map.of(), command)) {
                if (child.awaitExit() != 0) {
                    throw new IllegalStateException(child.output());
                }
            }
            Files.delete(csv);
            return table;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String topic() {
        return topic;
    }

    /** The copy. */
    Path table() {
        return table;
    }

    /** How far the topic is committed. */
    TopicEnd end() {
        return new TopicEnd(kafka.bootstrapServers(), topic);
    }

    /** Starts {@code run products}, which goes on. */
    Child jar(List<String> options) {
        return jar(options, Map.of());
    }

    /** @param settings beside the table and the topic */
    Child jar(List<String> options, Map<String, String> settings) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BROKERS", kafka.bootstrapServers());
        environment.put("KAFKA_POSITIONS_TOPIC", "bench-positions");
        environment.put("PRODUCTS_TOPIC", topic);
        environment.put("PRODUCTS_TRANSACTIONAL_ID", topic);
        environment.put("PRODUCTS_DATABASE", table.toString());
        environment.put("PRODUCTS_CSV", "none.csv");
        environment.put("STATE_URL", "jdbc:sqlite:" + topic + "-state.db");
        environment.put("MANAGEMENT_PORT", "0");
        environment.putAll(settings);
        return Child.jar(folder, environment, options, "run", "products");
    }

    /** Starts the loop that does the least. */
    Child loop() {
        return Child.java(
                folder,
                Map.of(),
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        TableLoop.class.getName(),
                        table.toString(),
                        kafka.bootstrapServers(),
                        topic));
    }

    Child script() {
        String script = Path.of("bench", "products.py").toAbsolutePath().toString();
        return Child.start(
                folder, Map.of(), List.of(PYTHON, script, table.toString(), kafka.bootstrapServers(), topic));
    }

    static boolean pythonIsThere(Path folder) {
        try (Child child = Child.start(folder, Map.of(), List.of(PYTHON, "-c", "import pandas, confluent_kafka"))) {
            return child.awaitExit() == 0;
        }
    }

    @Override
    public void close() {
        try {
            for (String ending : List.of("", "-wal", "-shm")) {
                Files.deleteIfExists(Path.of(table + ending));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kafka.deleteTopic(topic);
    }
}
