package dev.dromedary.products;

import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TopicReader;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;

/** A topic, a SQLite file and a folder of one test's own, and the jar set up to work on them. */
public final class ProductsSandbox {

    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final Path folder;
    private final String topic;
    private final KafkaServer kafka;
    private final JarProcess.Setup setup;

    private ProductsSandbox(KafkaServer kafka, Path folder) {
        String name = "products-" + NUMBER.incrementAndGet() + "-"
                + ProcessHandle.current().pid();
        this.kafka = kafka;
        this.folder = folder;
        this.topic = name;
        this.setup = JarProcess.Setup.in(folder)
                .with("KAFKA_BROKERS", kafka.bootstrapServers())
                .with("KAFKA_POSITIONS_TOPIC", name + "-positions")
                .with("PRODUCTS_TOPIC", name)
                .with("PRODUCTS_TRANSACTIONAL_ID", name)
                .with("PRODUCTS_CSV", "products.csv")
                .with("PRODUCTS_DATABASE", "products.db")
                .with("FAILURES_DELAY", "100ms")
                .with("FAILURES_MAX_DELAY", "1s");
    }

    /** On the broker that all tests share. */
    public static ProductsSandbox in(Path folder) {
        return on(Sandbox.kafka(), folder);
    }

    /** On a broker of the test's own, which it may break. */
    public static ProductsSandbox on(KafkaServer kafka, Path folder) {
        return new ProductsSandbox(kafka, folder);
    }

    public JarProcess.Setup setup() {
        return setup;
    }

    public JarProcess runOnce() {
        return setup.run("run", "products", "--once");
    }

    public TopicReader topic() {
        return new TopicReader(kafka, topic);
    }

    /** Offsets of the topic, of what is committed and what is not; 0 as long as there is no topic. */
    public long topicEnd() {
        return topicEnd(IsolationLevel.READ_UNCOMMITTED);
    }

    /** Offsets of the topic up to the first transaction that is open; 0 as long as there is no topic. */
    public long committedEnd() {
        return topicEnd(IsolationLevel.READ_COMMITTED);
    }

    private long topicEnd(IsolationLevel isolation) {
        Map<String, Object> settings = Map.of("bootstrap.servers", kafka.bootstrapServers());
        try (Admin admin = Admin.create(settings)) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            for (TopicPartitionInfo partition : admin.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()) {
                latest.put(new TopicPartition(topic, partition.partition()), OffsetSpec.latest());
            }
            return admin.listOffsets(latest, new ListOffsetsOptions(isolation)).all().get().values().stream()
                    .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** What was published, in the order of the partitions. */
    public List<TopicReader.Entry> published() {
        return topic().readSettled();
    }

    public Path csv() {
        return folder.resolve("products.csv");
    }

    public Connection database() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("products.db"));
    }

    /** Writes to the SQLite file as another program does. */
    public void sql(String... statements) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The rows of a query, their columns joined by commas. */
    public List<String> query(String sql) throws SQLException {
        try (Connection connection = database();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                all.add(String.join(",", row));
            }
            return all;
        }
    }

    /** The dead letters, as the command prints them. */
    public String deadLetters() {
        return setup.run("dead-letters", "list", "--json").output();
    }
}
