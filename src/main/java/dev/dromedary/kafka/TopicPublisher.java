package dev.dromedary.kafka;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.PositionStore;
import dev.dromedary.batch.Preview;
import dev.dromedary.batch.Previewable;
import dev.dromedary.deadletter.LetterBox;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.settings.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;

/**
 * Publishes batches to a Kafka topic: the records of a batch and the position of its source in one transaction, so that
 * who reads what is committed sees each record once (invariant 2). Key, value and headers are those of {@link Encoding}.
 *
 * <p>After any failure that is not a record's fault the producer is thrown away and {@link KafkaUnavailableException}
 * thrown; the caller publishes the same batch again. A new producer then reads the committed position: if it is the
 * batch's, only the answer to the commit was lost, and nothing is sent. <b>A batch without a position has nothing to be
 * recognised by: if its commit's answer is lost it lands twice.</b>
 *
 * <p>What the topic refuses for what it is (too large, invalid) becomes a dead letter before the others are committed
 * (invariants 1 and 3), and so do the rejections of earlier steps.
 *
 * <p>One publisher serves one pipeline, with a transactional id of its own. Thread-safe: calls exclude each other, and
 * {@link #close} breaks off one that is under way.
 */
public final class TopicPublisher implements Requirement, PositionStore, Previewable, AutoCloseable {

    private final ProducerSettings settings;
    private final Target target;
    private final Topics topics;
    private final Session session;
    private final Publication publication;

    private record Target(String topic, int partitions, String positionsTopic) {}

    private TopicPublisher(ProducerSettings settings, Target target, int replication, LetterBox deadLetters) {
        this.settings = settings;
        this.target = target;
        this.topics = new Topics(settings.connection(), replication);
        this.session = new Session(
                settings,
                () -> topics.messageBytes(target.topic()),
                new Positions(settings.connection(), target.positionsTopic()));
        this.publication = new Publication(session, target.topic(), settings.maxRecordSize(), deadLetters);
    }

    @Override
    public String system() {
        return "topic " + target.topic() + " at " + settings.connection().brokers();
    }

    /** Reaches the cluster, and makes the topic and the positions topic where they are missing. */
    @Override
    public void check() {
        settings.check();
        topics.check(target.topic(), target.partitions(), settings.largestMessage(), target.positionsTopic());
    }

    /**
     * {@inheritDoc} Takes the pipeline over: a process that has published it until now is stopped.
     *
     * @throws FencedException if this process is the one that was stopped
     */
    @Override
    public synchronized Optional<String> position(String pipeline) {
        session.open(pipeline);
        return session.position();
    }

    @Override
    public Optional<String> glance(String pipeline) {
        return session.glance();
    }

    @Override
    public synchronized void release(String pipeline) {
        session.release();
    }

    /**
     * Publishes all records of a batch, and its position if it has one. May be called again with the same batch after
     * {@link KafkaUnavailableException} or a failure of the dead letters.
     *
     * @return the batch with no record on its way and no rejection: all are in the topic or durable dead letters
     * @throws KafkaUnavailableException if Kafka cannot take them; also if the thread is interrupted, which it stays
     * @throws FencedException if another process runs the pipeline; from then on at each call
     */
    public synchronized Batch publish(Batch batch) {
        return publication.publish(batch);
    }

    /** Of each record its key, headers and value, and what would be too large; without Kafka. */
    @Override
    public Preview preview(Batch batch) {
        return new Encoding(target.topic(), batch.pipeline(), settings.maxRecordSize()).preview(batch);
    }

    /** Takes a few seconds at the most. A transaction that is open lands nothing. */
    @Override
    public void close() {
        session.close();
    }

    /** Makes a {@link TopicPublisher} from properties, as routes declare them. */
    public static final class Builder {

        private String brokers;
        private String topic;
        private int partitions = 1;
        private int replication;
        private String transactionalId;
        private String positionsTopic = "dromedary-positions";
        private String maxRecordSize = "1MiB";
        private String compression = "lz4";
        private String linger = "20ms";
        private String properties;
        private Security security = Security.NONE;
        private LetterBox deadLetters;
        private Timing timing = Timing.DEFAULT;
        private Function<Map<String, Object>, Producer<byte[], byte[]>> maker = ProducerSettings::kafkaProducer;

        /** Addresses to find the cluster by: host:port, separated by commas. */
        public void setBrokers(String brokers) {
            this.brokers = brokers;
        }

        public void setTopic(String topic) {
            this.topic = topic;
        }

        /** Partitions of the topic where it has to be made. */
        public void setPartitions(int partitions) {
            this.partitions = partitions;
        }

        /** Replicas of the topics where they have to be made; 0 for the broker's default. */
        public void setReplication(int replication) {
            this.replication = replication;
        }

        /** The same at each start, and another for each pipeline and each instance that publishes side by side. */
        public void setTransactionalId(String transactionalId) {
            this.transactionalId = transactionalId;
        }

        /** Where positions are kept; pipelines may share it. */
        public void setPositionsTopic(String positionsTopic) {
            this.positionsTopic = positionsTopic;
        }

        /** Size of the largest value, such as {@code 1MiB}. A topic that is made here takes it. */
        public void setMaxRecordSize(String maxRecordSize) {
            this.maxRecordSize = maxRecordSize;
        }

        /** One of none, lz4, zstd, snappy, gzip. */
        public void setCompression(String compression) {
            this.compression = compression;
        }

        /** How long a request waits to be filled; a commit waits for none. */
        public void setLinger(String linger) {
            this.linger = linger;
        }

        /** File of further client properties, such as security.protocol; null for none. */
        public void setProperties(String properties) {
            this.properties = properties;
        }

        /** TLS and SASL; goes before the file of further properties. */
        public void setSecurity(Security security) {
            this.security = security;
        }

        public void setDeadLetters(LetterBox deadLetters) {
            this.deadLetters = deadLetters;
        }

        Builder timing(Timing timing) {
            this.timing = timing;
            return this;
        }

        Builder maker(Function<Map<String, Object>, Producer<byte[], byte[]>> maker) {
            this.maker = maker;
            return this;
        }

        /** @throws ConfigurationException if a property is missing or out of its bounds */
        public TopicPublisher build() {
            if (brokers == null || topic == null || transactionalId == null || deadLetters == null) {
                throw new ConfigurationException("TopicPublisher needs the properties \"brokers\", \"topic\","
                        + " \"transactionalId\" and \"deadLetters\"");
            }
            if (partitions < 1 || replication < 0 || replication > Short.MAX_VALUE) {
                throw new ConfigurationException(
                        "topic " + topic + ": " + partitions + " partitions and a replication of " + replication
                                + ", and there must be 1 or more, and 0 or more");
            }
            return new TopicPublisher(
                    settings(), new Target(topic, partitions, positionsTopic), replication, deadLetters);
        }

        private ProducerSettings settings() {
            return new ProducerSettings(
                    Connection.of(brokers, properties, security),
                    transactionalId,
                    ProducerSettings.recordSize(maxRecordSize),
                    ProducerSettings.compression(compression),
                    ProducerSettings.linger(linger),
                    timing,
                    maker);
        }
    }
}
