package dev.dromedary.kafka;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.sandbox.TopicReader;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;

/** What a test of the publisher needs: a topic of its own, dead letters in a file, and publishers to the topic. */
final class Publishing implements AutoCloseable {
    static final String PIPELINE = "products";

    /** Gives up soon, so that a test of an outage is short. */
    static final Timing SHORT =
            new Timing(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(60));

    final KafkaServer kafka;
    final String topic = "topic-" + UUID.randomUUID();
    final String positions = "positions-" + UUID.randomUUID();
    final DeadLetters letters;
    private final Database state;
    private final List<TopicPublisher> publishers = new ArrayList<>();

    Publishing(KafkaServer kafka, Path folder) throws Exception {
        this.kafka = kafka;
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
        state = builder.build();
        letters = new DeadLetters(state, folder.resolve("dead-letters.keyset"));
        letters.check();
    }

    TopicPublisher.Builder builder() {
        TopicPublisher.Builder builder = new TopicPublisher.Builder();
        builder.setBrokers(kafka.bootstrapServers());
        builder.setTopic(topic);
        builder.setPartitions(3);
        builder.setTransactionalId(topic);
        builder.setPositionsTopic(positions);
        builder.setDeadLetters(letters);
        return builder.timing(SHORT);
    }

    TopicPublisher publisher() {
        return publisher(builder());
    }

    /** Checked, and closed with this. */
    TopicPublisher publisher(TopicPublisher.Builder builder) {
        TopicPublisher publisher = builder.build();
        publishers.add(publisher);
        publisher.check();
        return publisher;
    }

    TopicReader reader() {
        return new TopicReader(kafka, topic);
    }

    /** The keys that are committed, sorted; waits for open transactions to end. */
    List<String> keys() {
        return reader().readSettled().stream()
                .map(TopicReader.Entry::key)
                .sorted()
                .toList();
    }

    /** The committed position. */
    Optional<String> position() {
        return new Positions(Connection.of(kafka.bootstrapServers(), null, Security.NONE), positions)
                .read(topic)
                .map(Positions.Entry::position);
    }

    List<DeadLetter> deadLetters() {
        List<DeadLetter> all = new ArrayList<>();
        letters.list(Selection.all().of(PIPELINE), all::add);
        return all;
    }

    /** Makes the dead letters' table unknown, until it is mended. */
    void breakDeadLetters() throws SQLException {
        execute("alter table dead_letters rename to elsewhere");
    }

    void mendDeadLetters() throws SQLException {
        execute("alter table elsewhere rename to dead_letters");
    }

    private void execute(String sql) throws SQLException {
        state.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    static SourceRecord record(String id, String payload) {
        return new SourceRecord(id, Instant.parse("2026-02-03T04:05:06Z"), 1, payload);
    }

    static String id(int number) {
        return String.format("%06d", number);
    }

    static List<String> ids(int from, int to) {
        return IntStream.range(from, to).mapToObj(Publishing::id).toList();
    }

    static List<SourceRecord> records(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(number -> record(id(number), "{\"number\":" + number + "}"))
                .toList();
    }

    static Batch batch(int from, int to) {
        return Batch.of(PIPELINE, records(from, to), "up to " + to);
    }

    @Override
    public void close() {
        publishers.forEach(TopicPublisher::close);
        state.close();
    }
}
