package dev.dromedary.kafka;

import static dev.dromedary.kafka.Publishing.batch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a publisher makes, and what it says of its settings, before the first record. */
@Timeout(60)
class TopicPublisherStartIT {
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

    private TopicDescription description(String topic) throws Exception {
        try (Admin admin = admin()) {
            return admin.describeTopics(List.of(topic)).allTopicNames().get().get(topic);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", publishing.kafka.bootstrapServers()));
    }

    private String config(String topic, String key) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = admin()) {
            return admin.describeConfigs(List.of(resource))
                    .all()
                    .get()
                    .get(resource)
                    .get(key)
                    .value();
        }
    }

    private Path file(String content) throws Exception {
        return Files.writeString(folder.resolve("client.properties"), content);
    }

    @Test
    void missingTopicsAreMade() throws Exception {
        TopicPublisher publisher = publishing.publisher();
        publisher.check();

        assertThat(publisher.system())
                .isEqualTo("topic " + publishing.topic + " at " + publishing.kafka.bootstrapServers());
        assertThat(description(publishing.topic).partitions()).hasSize(3);
        assertThat(description(publishing.positions).partitions()).hasSize(1);
        assertThat(config(publishing.positions, "cleanup.policy")).isEqualTo("compact");
    }

    @Test
    void aTopicWithOtherPartitionsStaysAsItIs() throws Exception {
        publishing.kafka.createTopic(publishing.topic, 2);

        publishing.publisher().publish(batch(0, 10));

        assertThat(description(publishing.topic).partitions()).hasSize(2);
        assertThat(publishing.keys()).hasSize(10);
    }

    @Test
    void aBrokerThatIsDownIsNoFaultOfTheConfiguration() {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setBrokers("127.0.0.1:1");
        long start = System.nanoTime();

        assertThatThrownBy(() -> builder.build().check()).isNotInstanceOf(ConfigurationException.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    void aHostThatIsNotKnownYetIsNoFaultOfTheConfiguration() {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setBrokers("kafka.invalid:9092");

        assertThatThrownBy(() -> builder.build().check()).isNotInstanceOf(ConfigurationException.class);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                fault(builder -> builder.setTopic("product updates"), "topic product updates: "),
                fault(builder -> builder.setBrokers("localhost"), "kafka.brokers: "),
                fault(builder -> builder.setCompression("lz"), "compression is lz, and must be one of none, lz4"),
                fault(builder -> builder.setMaxRecordSize("1"), "maxRecordSize is 1, and must be a size"),
                fault(builder -> builder.setMaxRecordSize("1GiB"), "maxRecordSize is 1GiB, and must be a size from 1B"),
                fault(builder -> builder.setLinger("soon"), "linger is soon, and must be a duration"),
                fault(builder -> builder.setLinger("2s"), "linger is 2s, and must be a duration"),
                fault(builder -> builder.setPartitions(0), ": 0 partitions"),
                fault(builder -> builder.setTransactionalId(null), "TopicPublisher needs the properties"),
                fault(builder -> builder.setProperties("/nowhere/client.properties"), "kafka.properties: /nowhere"));
    }

    private static Arguments fault(Consumer<TopicPublisher.Builder> fault, String message) {
        return Arguments.of(fault, message);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("faults")
    void aWrongSettingIsSaidInOneLine(Consumer<TopicPublisher.Builder> fault, String message) {
        TopicPublisher.Builder builder = publishing.builder();
        fault.accept(builder);

        assertThatThrownBy(() -> builder.build().check())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    static Stream<Arguments> contents() {
        return Stream.of(
                Arguments.of("acks=1", "sets acks, which dromedary sets itself"),
                Arguments.of("batch.size=many", "Invalid value many for configuration batch.size"),
                Arguments.of("security.protocol=NONE", "Invalid value NONE for configuration security.protocol"),
                Arguments.of(
                        "security.protocol=SASL_PLAINTEXT\nsasl.mechanism=PLAIN\nsasl.jaas.config=hunter2",
                        "kafka.properties: "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("contents")
    void aWrongClientPropertyIsSaidInOneLine(String content, String message) throws Exception {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setProperties(file(content).toString());

        assertThatThrownBy(() -> builder.build().check())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("kafka.properties: ")
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void furtherClientPropertiesAreUsed() throws Exception {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setProperties(
                file("batch.size=1000\nmetadata.max.age.ms=10000\n").toString());

        assertThatCode(() -> publishing.publisher(builder).publish(batch(0, 10)))
                .doesNotThrowAnyException();
        assertThat(publishing.keys()).hasSize(10);
    }
}
