package dev.dromedary.kafka;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings of Kafka's security that do not go together. */
class SecurityTest {

    @TempDir
    private Path folder;

    private static void refused(Consumer<Security.Builder> settings, String message) {
        Security.Builder builder = new Security.Builder();
        builder.setMechanism("PLAIN");
        settings.accept(builder);
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message);
    }

    @Test
    void halfASettingIsRefused() {
        refused(builder -> builder.setUser("me"), "of kafka.user and kafka.password one is set and the other is not");
        refused(
                builder -> builder.setPassword("x"),
                "of kafka.user and kafka.password one is set and the other is not");
        refused(builder -> builder.setKey("k"), "kafka.tls.key is set and kafka.tls.certificate is not");
        refused(
                builder -> {
                    builder.setUser("me");
                    builder.setPassword("x");
                    builder.setProtocol("SSL");
                },
                "kafka.user needs kafka.security-protocol=SASL_SSL or SASL_PLAINTEXT");
        refused(
                builder -> builder.setTrust("t"),
                "kafka.tls.trust and kafka.tls.certificate need kafka.security-protocol=SSL or SASL_SSL");
    }

    /** As Camel builds it after a failure. */
    @Test
    void noSettingAtAllIsRefused() {
        assertThatThrownBy(() -> new Security.Builder().build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("Security needs the property \"mechanism\"");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        String absent = folder.resolve("ca.pem").toString();
        refused(
                builder -> {
                    builder.setProtocol("SSL");
                    builder.setTrust(absent);
                },
                "kafka.tls.trust: " + absent + " does not exist");
    }
}
