package dev.dromedary.sandbox;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/**
 * One Kafka node in this JVM, broker and KRaft controller in one, with its logs in a temporary folder. Clients are sent
 * to the port that it advertises: who comes by {@link #proxied} stays on the way through {@link #proxy}. Thread-safe.
 */
public final class KafkaServer extends EmbeddedServer {
    private static final int NODE = 1;

    private final int brokerPort = LoopbackPorts.free();
    private final int proxiedPort = LoopbackPorts.free();
    private final TcpProxy proxy = TcpProxy.before(proxiedPort, Wire::kafka);
    private final int controllerPort = LoopbackPorts.free();
    private final TemporaryFolder logs = TemporaryFolder.create("kafka");
    private final int mutualPort = LoopbackPorts.free();
    private final int saslPort = LoopbackPorts.free();
    private final Map<String, String> security;
    private boolean formatted;
    private KafkaRaftServer node;

    public KafkaServer() {
        this(Map.of());
    }

    private KafkaServer(Map<String, String> security) {
        this.security = security;
    }

    /** A server that has been started. */
    public static KafkaServer launch() {
        KafkaServer server = new KafkaServer();
        server.start();
        return server;
    }

    /**
     * A server that has been started, and that speaks TLS at two further ports. It shows this identity at both.
     *
     * @param authority PEM file of the authorities that clients' certificates come from, at {@link #mutualServers}
     */
    public static KafkaServer launchSecured(Path identity, Path authority) {
        KafkaServer server = new KafkaServer(Map.of(
                "ssl.keystore.type", "PEM",
                "ssl.keystore.location", identity.toString(),
                "ssl.truststore.type", "PEM",
                "ssl.truststore.location", authority.toString(),
                "listener.name.mutual.ssl.client.auth", "required",
                "listener.name.sasl.sasl.enabled.mechanisms", "SCRAM-SHA-512",
                "listener.name.sasl.scram-sha-512.sasl.jaas.config",
                        "org.apache.kafka.common.security.scram.ScramLoginModule required;"));
        server.start();
        return server;
    }

    /** Where TLS is spoken, and clients show a certificate. */
    public String mutualServers() {
        return address(mutualPort);
    }

    /** Where TLS is spoken, and clients show a password by SCRAM-SHA-512. */
    public String saslServers() {
        return address(saslPort);
    }

    /** Lets a user in at {@link #saslServers}. */
    public void addUser(String name, String password) {
        administer(
                "add user " + name, admin -> admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                                name, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096), password)))
                        .all());
    }

    public String bootstrapServers() {
        return address(brokerPort);
    }

    /** The same node by another way, which can be disturbed. */
    public String proxied() {
        return address(proxy.port());
    }

    /** What stands before {@link #proxied}; whoever disturbs it restores it. */
    public TcpProxy proxy() {
        return proxy;
    }

    /** @throws IllegalStateException when the topic exists, or the server is down */
    public void createTopic(String name, int partitions) {
        NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
        administer("create topic " + name, admin -> admin.createTopics(List.of(topic))
                .all());
    }

    /** Frees what the topic takes on disk; it is gone a little later. */
    public void deleteTopic(String name) {
        administer("delete topic " + name, admin -> admin.deleteTopics(List.of(name))
                .all());
    }

    private void administer(String task, Function<Admin, KafkaFuture<Void>> request) {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            request.apply(admin).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("could not " + task + " in " + this, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted and could not " + task + " in " + this, e);
        }
    }

    @Override
    protected void boot() throws Exception {
        if (!formatted) {
            format();
            formatted = true;
        }
        node = new KafkaRaftServer(new KafkaConfig(settings()), Time.SYSTEM);
        node.startup();
    }

    @Override
    protected void halt() {
        node.shutdown();
        node.awaitShutdown();
    }

    @Override
    protected void discard() throws Exception {
        proxy.close();
        logs.delete();
    }

    @Override
    public String toString() {
        return "Kafka at " + bootstrapServers();
    }

    private void format() throws Exception {
        new Formatter()
                .setNodeId(NODE)
                .setClusterId(Uuid.randomUuid().toString())
                .addDirectory(logs.toString())
                .setMetadataLogDirectory(logs.toString())
                .setControllerListenerName("CONTROLLER")
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    /**
     * Kafka's defaults, but for one node: one replica, no wait for further group members, small caches. Transactions that
     * are over time are ended within half a second of that, so that a test may wait for it.
     */
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(plainSettings());
        if (!security.isEmpty()) {
            settings.putAll(security);
            settings.merge("listener.security.protocol.map", ",MUTUAL:SSL,SASL:SASL_SSL", String::concat);
            String further = ",MUTUAL://" + mutualServers() + ",SASL://" + saslServers();
            settings.merge("listeners", further, String::concat);
            settings.merge("advertised.listeners", further, String::concat);
        }
        return settings;
    }

    private Map<String, String> plainSettings() {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE)),
                Map.entry(
                        "listeners",
                        "PLAINTEXT://" + bootstrapServers() + ",PROXIED://" + address(proxiedPort) + ",CONTROLLER://"
                                + address(controllerPort)),
                Map.entry("advertised.listeners", "PLAINTEXT://" + bootstrapServers() + ",PROXIED://" + proxied()),
                Map.entry(
                        "listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,PROXIED:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "PLAINTEXT"),
                Map.entry("controller.listener.names", "CONTROLLER"),
                Map.entry("controller.quorum.voters", NODE + "@" + address(controllerPort)),
                Map.entry("log.dirs", logs.toString()),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("offsets.topic.num.partitions", "4"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("transaction.state.log.num.partitions", "4"),
                Map.entry("transaction.abort.timed.out.transaction.cleanup.interval.ms", "500"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", "4194304"),
                Map.entry("log.index.size.max.bytes", "1048576"));
    }

    private static String address(int port) {
        return LoopbackPorts.HOST + ":" + port;
    }
}
