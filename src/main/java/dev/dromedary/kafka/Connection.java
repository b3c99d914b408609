package dev.dromedary.kafka;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * The cluster, and how to talk to it: what an administrator and a reader of it are configured with. Immutable.
 *
 * @param brokers host:port, separated by commas
 * @param further client properties of the user: security and the like
 */
record Connection(String brokers, Map<String, String> further) {

    /** Shorter than the interval at which start-up asks again, and long enough for a TLS handshake far away. */
    private static final int ADMIN_TIMEOUT_MS = 5_000;

    private static final int READ_TIMEOUT_MS = 10_000;
    private static final int FETCH_WAIT_MS = 20;

    /** The guarantees hang on these; nobody may set them otherwise. */
    private static final Set<String> OURS = Set.of(
            CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
            CommonClientConfigs.CLIENT_ID_CONFIG,
            CommonClientConfigs.GROUP_ID_CONFIG,
            ProducerConfig.ACKS_CONFIG,
            ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
            ProducerConfig.INTERCEPTOR_CLASSES_CONFIG,
            ProducerConfig.PARTITIONER_CLASS_CONFIG,
            ProducerConfig.PARTITIONER_IGNORE_KEYS_CONFIG,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
            ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);

    Connection {
        further = Map.copyOf(further);
    }

    /**
     * @param file a properties file; null or blank for none
     * @param security what goes before the file
     * @throws ConfigurationException if the file cannot be read, or sets what is not the user's to set
     */
    static Connection of(String brokers, String file, Security security) {
        Map<String, String> further = new HashMap<>();
        if (file != null && !file.isBlank()) {
            Properties properties = load(Path.of(file.strip()));
            for (String name : properties.stringPropertyNames()) {
                if (OURS.contains(name)) {
                    throw new ConfigurationException(
                            "kafka.properties: " + file + " sets " + name + ", which dromedary sets itself; remove it");
                }
                further.put(name, properties.getProperty(name));
            }
        }
        further.putAll(security.properties());
        return new Connection(brokers, further);
    }

    private static Properties load(Path file) {
        try (Reader reader = Files.newBufferedReader(file)) {
            Properties properties = new Properties();
            properties.load(reader);
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            // Only the type: the message of a file that is no properties file may quote it.
            throw new ConfigurationException(
                    "kafka.properties: " + file + " cannot be read ("
                            + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    /** Without the properties, which hold passwords. */
    @Override
    public String toString() {
        return brokers;
    }

    /** Properties of a client, in which the user's replace the given defaults. */
    Map<String, Object> with(Map<String, Object> defaults) {
        Map<String, Object> all = new HashMap<>(defaults);
        all.putAll(further);
        all.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, brokers);
        return all;
    }

    Map<String, Object> admin() {
        return with(Map.of(
                CommonClientConfigs.CLIENT_ID_CONFIG, "dromedary-admin",
                AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS,
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_TIMEOUT_MS));
    }

    /** Of a consumer that belongs to no group and sees only what is committed. */
    Map<String, Object> reader() {
        Map<String, Object> all = with(Map.of(
                ConsumerConfig.CLIENT_ID_CONFIG, "dromedary-reader",
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, READ_TIMEOUT_MS,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, READ_TIMEOUT_MS));
        // A topic is read to its end; to wait there for more would only hold up the end.
        all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
        all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return all;
    }
}
