package dev.dromedary.database;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.tls.Identity;
import dev.dromedary.tls.Trust;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a connection to PostgreSQL is encrypted, as properties of its driver. Files are PEM, as for PostgreSQL's own clients,
 * and are checked when it is made: the driver opens them when it connects, and would be asked again for ever. Immutable.
 */
public final class PostgresTls {

    /** Nothing of our own. */
    static final PostgresTls AS_THE_URL_SAYS = new PostgresTls("database", Map.of());

    private final String prefix;
    private final Map<String, String> properties;

    private PostgresTls(String prefix, Map<String, String> properties) {
        this.prefix = prefix;
        this.properties = Map.copyOf(properties);
    }

    Map<String, String> properties() {
        return properties;
    }

    /** @throws ConfigurationException if there is no connection that could be encrypted */
    void requireUseFor(Dialect dialect) {
        if (dialect != Dialect.POSTGRESQL && !properties.isEmpty()) {
            throw new ConfigurationException(prefix + ".* is for PostgreSQL, and the URL names a file of SQLite");
        }
    }

    /** Makes {@link PostgresTls} from properties, as routes declare it. Null stands for what is not set. */
    public static final class Builder {

        private String prefix;
        private String mode;
        private String trust;
        private String certificate;
        private String key;

        /** Of the settings, such as {@code warehouse.tls}, for messages. */
        public void setPrefix(String prefix) {
            this.prefix = prefix;
        }

        /** PostgreSQL's {@code sslmode}. */
        public void setMode(String mode) {
            this.mode = mode;
        }

        /** File of the authorities that the server's certificate comes from. */
        public void setTrust(String trust) {
            this.trust = trust;
        }

        /** File of the own certificate. */
        public void setCertificate(String certificate) {
            this.certificate = certificate;
        }

        /** File of the certificate's key. */
        public void setKey(String key) {
            this.key = key;
        }

        /** @throws ConfigurationException if settings do not go together, or a file cannot be read */
        public PostgresTls build() {
            // Camel builds what has failed once more, without any property: that must not pass for no TLS at all.
            if (prefix == null) {
                throw new ConfigurationException("PostgresTls needs the property \"prefix\"");
            }
            Map<String, String> properties = new HashMap<>();
            if (mode != null) {
                properties.put("sslmode", mode);
            }
            if (trust != null) {
                requireVerification();
                requirePem(
                        Trust.of(prefix + ".trust", Path.of(trust), Optional.empty())
                                .pem(),
                        ".trust",
                        trust);
                properties.putIfAbsent("sslmode", "verify-full");
                properties.put("sslrootcert", trust);
            }
            if ((key == null) != (certificate == null)) {
                throw new ConfigurationException(
                        "of " + prefix + ".certificate and " + prefix + ".key one is set and the" + " other is not");
            }
            if (certificate != null) {
                Identity identity =
                        Identity.of(prefix, Path.of(certificate), Optional.of(Path.of(key)), Optional.empty());
                requirePem(identity.pem(), ".certificate", certificate);
                properties.put("sslcert", certificate);
                properties.put("sslkey", identity.key().toString());
                properties.put("pemKeyAlgorithm", identity.algorithm());
            }
            return new PostgresTls(prefix, properties);
        }

        private void requireVerification() {
            if (mode != null && !mode.startsWith("verify")) {
                throw new ConfigurationException(prefix + ".trust would not be looked at with " + prefix + ".mode="
                        + mode + "; set it to verify-full");
            }
        }

        private void requirePem(boolean pem, String setting, String file) {
            if (!pem) {
                throw new ConfigurationException(
                        prefix + setting + ": " + file + " is no PEM, which PostgreSQL's driver wants");
            }
        }
    }
}
