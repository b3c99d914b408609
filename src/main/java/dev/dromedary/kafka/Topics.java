package dev.dromedary.kafka;

import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.LeaderNotAvailableException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sees that topics are there, and makes those that are not. Called by one thread at a time. */
final class Topics {

    private static final Logger LOG = LoggerFactory.getLogger(Topics.class);

    /** Kafka's default of max.message.bytes. */
    private static final int DEFAULT_MESSAGE_BYTES = 1024 * 1024 + 12;

    /** A positions topic is read whole at each start, so what compaction leaves alone (the last segment) is small. */
    private static final int POSITIONS_SEGMENT_BYTES = 8 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Connection connection;
    private final Optional<Short> replication;
    private boolean toldPartitions;

    /** @param replication of the topics that are made; 0 for the broker's default */
    Topics(Connection connection, int replication) {
        this.connection = connection;
        this.replication = replication == 0 ? Optional.empty() : Optional.of((short) replication);
    }

    /**
     * @param largestMessage bytes that a topic made here takes at least
     * @throws ConfigurationException if waiting cannot help
     * @throws KafkaException if the cluster is not there, or a topic is not ready
     */
    void check(String topic, int partitions, int largestMessage, String positionsTopic) {
        NewTopic data = new NewTopic(topic, Optional.of(partitions), replication);
        if (largestMessage > DEFAULT_MESSAGE_BYTES) {
            data.configs(Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(largestMessage)));
        }
        NewTopic positions = new NewTopic(positionsTopic, Optional.of(1), replication)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.SEGMENT_BYTES_CONFIG,
                        Integer.toString(POSITIONS_SEGMENT_BYTES)));
        try (Admin admin = admin()) {
            int found = ready(admin, data);
            ready(admin, positions);
            if (found != partitions && !toldPartitions) {
                LOG.info("Topic {} has {} partitions; it stays so, though {} are configured", topic, found, partitions);
                toldPartitions = true;
            }
        }
    }

    /**
     * How many bytes the topic takes in one piece: max.message.bytes; or what the broker does by default, where this
     * client may not ask.
     *
     * @throws KafkaException if the cluster is not there
     */
    int messageBytes(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = admin()) {
            ConfigEntry entry = admin.describeConfigs(List.of(resource))
                    .values()
                    .get(resource)
                    .get()
                    .get(TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
            return Integer.parseInt(entry.value());
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthorizationException) {
                return DEFAULT_MESSAGE_BYTES;
            }
            throw e.getCause() instanceof KafkaException known ? known : new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Admin admin() {
        try {
            return Admin.create(connection.admin());
        } catch (KafkaException e) {
            Throwable root = Faults.root(e);
            // A name that is not known yet may be a host that is about to start.
            if (root instanceof ConfigException && !root.getMessage().contains("No resolvable bootstrap")) {
                throw new ConfigurationException(
                        setting(root.getMessage()) + ": " + Faults.words(e) + ", brokers " + connection.brokers(), e);
            }
            if (root instanceof ConfigException) {
                throw e;
            }
            throw new ConfigurationException("kafka.properties: " + Faults.words(e), e);
        }
    }

    private static String setting(String message) {
        return message.contains("bootstrap.servers") ? "kafka.brokers" : "kafka.properties";
    }

    /** Returns how many partitions the topic has, when each has a leader. */
    private int ready(Admin admin, NewTopic topic) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                TopicDescription description = ask(topic, () -> admin.describeTopics(List.of(topic.name()))
                        .topicNameValues()
                        .get(topic.name())
                        .get());
                if (description.partitions().stream().allMatch(partition -> hasLeader(partition.leader()))) {
                    return description.partitions().size();
                }
            } catch (UnknownTopicOrPartitionException e) {
                create(admin, topic);
            }
            if (System.nanoTime() - deadline > 0) {
                throw new LeaderNotAvailableException("topic " + topic.name() + " has partitions without a leader");
            }
            pause();
        }
    }

    private static boolean hasLeader(Node leader) {
        return leader != null && !leader.isEmpty();
    }

    private void create(Admin admin, NewTopic topic) {
        try {
            ask(topic, () -> admin.createTopics(List.of(topic)).all().get());
            LOG.info("Made topic {}", topic.name());
        } catch (TopicExistsException e) {
            LOG.debug("Topic {} was made meanwhile", topic.name());
        }
    }

    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException;
    }

    private <T> T ask(NewTopic topic, Question<T> question) {
        try {
            return question.ask();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof AuthenticationException) {
                throw new ConfigurationException(
                        "kafka: not authenticated at " + connection.brokers() + ": " + Faults.words(cause), cause);
            }
            if (cause instanceof AuthorizationException) {
                throw new ConfigurationException(
                        "topic " + topic.name() + ": not authorized: " + Faults.words(cause), cause);
            }
            if (cause instanceof InvalidTopicException || cause instanceof PolicyViolationException) {
                throw new ConfigurationException("topic " + topic.name() + ": " + Faults.words(cause), cause);
            }
            throw cause instanceof KafkaException known ? known : new KafkaException(cause);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
