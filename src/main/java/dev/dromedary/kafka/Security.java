package dev.dromedary.kafka;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.tls.Identity;
import dev.dromedary.tls.Trust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * How clients of Kafka show who they are, and see whom they talk to: TLS and SASL, as client properties. The files are
 * checked when it is made. Immutable.
 */
public final class Security {

    /** None of our own: what the file of further properties says. */
    static final Security NONE = new Security(Map.of());

    private final Map<String, String> properties;

    private Security(Map<String, String> properties) {
        this.properties = Map.copyOf(properties);
    }

    Map<String, String> properties() {
        return properties;
    }

    /** Makes {@link Security} from the settings {@code kafka.*}, as routes declare it. Null stands for what is not set. */
    public static final class Builder {

        private String protocol;
        private String mechanism;
        private String user;
        private String password;
        private String trust;
        private String trustPassword;
        private String certificate;
        private String key;
        private String keyPassword;

        /** PLAINTEXT, SSL, SASL_PLAINTEXT or SASL_SSL. */
        public void setProtocol(String protocol) {
            this.protocol = protocol;
        }

        /** PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512. */
        public void setMechanism(String mechanism) {
            this.mechanism = mechanism;
        }

        public void setUser(String user) {
            this.user = user;
        }

        public void setPassword(String password) {
            this.password = password;
        }

        /** File of the authorities that brokers' certificates come from: PEM or PKCS#12. */
        public void setTrust(String trust) {
            this.trust = trust;
        }

        public void setTrustPassword(String trustPassword) {
            this.trustPassword = trustPassword;
        }

        /** File of the own certificate: PEM or PKCS#12. */
        public void setCertificate(String certificate) {
            this.certificate = certificate;
        }

        /** File of the certificate's key, where the certificate's is PEM and does not hold it. */
        public void setKey(String key) {
            this.key = key;
        }

        public void setKeyPassword(String keyPassword) {
            this.keyPassword = keyPassword;
        }

        /** @throws ConfigurationException if settings do not go together, or a file cannot be read */
        public Security build() {
            // Camel builds what has failed once more, without any property: that must not pass for no security at all.
            require(mechanism != null, "Security needs the property \"mechanism\"");
            require(key == null || certificate != null, "kafka.tls.key is set and kafka.tls.certificate is not");
            require(
                    trust == null && certificate == null || protocol != null && protocol.endsWith("SSL"),
                    "kafka.tls.trust and kafka.tls.certificate need kafka.security-protocol=SSL or SASL_SSL");
            require(
                    (user == null) == (password == null),
                    "of kafka.user and kafka.password one is set and the other is not");
            require(
                    user == null || protocol != null && protocol.startsWith("SASL_"),
                    "kafka.user needs kafka.security-protocol=SASL_SSL or SASL_PLAINTEXT");
            Map<String, String> properties = new HashMap<>();
            if (protocol != null) {
                properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
            }
            if (user != null) {
                properties.put(SaslConfigs.SASL_MECHANISM, mechanism);
                properties.put(SaslConfigs.SASL_JAAS_CONFIG, login());
            }
            if (trust != null) {
                trust(properties, Trust.of("kafka.tls.trust", Path.of(trust), Optional.ofNullable(trustPassword)));
            }
            if (certificate != null) {
                identity(
                        properties,
                        Identity.of(
                                "kafka.tls",
                                Path.of(certificate),
                                Optional.ofNullable(key).map(Path::of),
                                Optional.ofNullable(keyPassword)));
            }
            return new Security(properties);
        }

        private static void require(boolean condition, String message) {
            if (!condition) {
                throw new ConfigurationException(message);
            }
        }

        private String login() {
            String module = mechanism.startsWith("SCRAM") ? "scram.ScramLoginModule" : "plain.PlainLoginModule";
            return "org.apache.kafka.common.security.%s required username=%s password=%s;"
                    .formatted(module, quoted(user), quoted(password));
        }

        /** As Kafka's parser of such lines reads it. */
        private static String quoted(String text) {
            return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        }

        private static void trust(Map<String, String> properties, Trust trust) {
            properties.put(
                    SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
                    type(trust.pem(), trust.store().getType()));
            properties.put(
                    SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, trust.file().toString());
            if (!trust.pem()) {
                trust.password().ifPresent(text -> properties.put(SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG, text));
            }
        }

        private static void identity(Map<String, String> properties, Identity identity) {
            properties.put(
                    SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
                    type(identity.pem(), identity.store().getType()));
            if (identity.pem()) {
                // Kafka reads no key that is encrypted as openssl does it today.
                properties.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, text(identity.certificate()));
                properties.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, identity.keyText());
            } else {
                properties.put(
                        SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
                        identity.certificate().toString());
                identity.password().ifPresent(text -> {
                    properties.put(SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG, text);
                    properties.put(SslConfigs.SSL_KEY_PASSWORD_CONFIG, text);
                });
            }
        }

        private static String type(boolean pem, String binary) {
            return pem ? "PEM" : binary.toUpperCase(Locale.ROOT);
        }

        private static String text(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new ConfigurationException("kafka.tls: " + file + " cannot be read", e);
            }
        }
    }
}
