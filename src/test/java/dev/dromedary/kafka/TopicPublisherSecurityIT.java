package dev.dromedary.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.sandbox.Certificates;
import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker that speaks TLS, wants certificates at one port and passwords at the other. */
class TopicPublisherSecurityIT {

    private static final String PASSWORD = "canary-\"quoted\\-and-#more";

    @TempDir
    private static Path certificateFolder;

    private static Certificates authority;
    private static KafkaServer kafka;

    @TempDir
    private Path folder;

    private Publishing publishing;

    @BeforeAll
    static void start() {
        authority = new Certificates(certificateFolder);
        kafka = KafkaServer.launchSecured(authority.issue("broker", "127.0.0.1").both(), authority.authority());
        kafka.addUser("dromedary", PASSWORD);
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @BeforeEach
    void open() throws Exception {
        publishing = new Publishing(kafka, folder);
    }

    @AfterEach
    void close() {
        publishing.close();
    }

    private static Security security(Consumer<Security.Builder> settings) {
        Security.Builder builder = new Security.Builder();
        builder.setMechanism("SCRAM-SHA-512");
        settings.accept(builder);
        return builder.build();
    }

    private TopicPublisher.Builder at(String servers, Consumer<Security.Builder> settings) {
        TopicPublisher.Builder builder = publishing.builder();
        builder.setBrokers(servers);
        builder.setSecurity(security(settings));
        return builder;
    }

    private void assertPublishes(TopicPublisher.Builder builder) {
        publishing.publisher(builder).publish(Publishing.batch(0, 10));
        assertThat(publishing.keys()).isEqualTo(Publishing.ids(0, 10));
    }

    private static void sasl(Security.Builder builder, String password) {
        builder.setProtocol("SASL_SSL");
        builder.setTrust(authority.authority().toString());
        builder.setUser("dromedary");
        builder.setPassword(password);
    }

    @Test
    void aPasswordOverTls() {
        assertPublishes(at(kafka.saslServers(), builder -> sasl(builder, PASSWORD)));
    }

    @Test
    void aCertificateInPem() {
        Certificates.Issued client = authority.issueOnCurve("client");
        assertPublishes(at(kafka.mutualServers(), builder -> {
            builder.setProtocol("SSL");
            builder.setTrust(authority.authority().toString());
            builder.setCertificate(client.certificate().toString());
            builder.setKey(client.key("of-the-key").toString());
            builder.setKeyPassword("of-the-key");
        }));
    }

    @Test
    void aCertificateInPkcs12() {
        assertPublishes(at(kafka.mutualServers(), builder -> {
            builder.setProtocol("SSL");
            builder.setTrust(authority.authority("changeit").toString());
            builder.setTrustPassword("changeit");
            builder.setCertificate(authority.issue("client").pkcs12("secret").toString());
            builder.setKeyPassword("secret");
        }));
    }

    @Test
    void theSettingsGoBeforeTheFile() throws Exception {
        TopicPublisher.Builder builder = at(kafka.saslServers(), settings -> sasl(settings, PASSWORD));
        builder.setProperties(Files.writeString(
                        folder.resolve("client.properties"), "security.protocol=PLAINTEXT\nmetadata.max.age.ms=10000\n")
                .toString());

        assertPublishes(builder);
    }

    @Test
    void aWrongPasswordIsNotWaitedFor() {
        refused(at(kafka.saslServers(), builder -> sasl(builder, "another")), "kafka: not authenticated at ");
    }

    @Test
    void anotherAuthorityIsNotTrusted() {
        Certificates stranger = new Certificates(folder);
        refused(
                at(kafka.saslServers(), builder -> {
                    sasl(builder, PASSWORD);
                    builder.setTrust(stranger.authority().toString());
                }),
                "kafka: not authenticated at ");
    }

    @Test
    void aMissingCertificateIsNotWaitedFor() {
        refused(
                at(kafka.mutualServers(), builder -> {
                    builder.setProtocol("SSL");
                    builder.setTrust(authority.authority().toString());
                }),
                "kafka: not authenticated at ");
    }

    private static void refused(TopicPublisher.Builder builder, String message) {
        assertThatThrownBy(() -> {
                    try (TopicPublisher publisher = builder.build()) {
                        publisher.check();
                    }
                })
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("canary");
    }
}
