package dev.dromedary.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.sandbox.Certificates;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of certificates and keys, good ones and such as people have by mistake. */
class FilesTest {

    private static final String PASSWORD = "canary-77ab";

    @TempDir
    private Path folder;

    private Certificates authority;
    private Certificates.Issued issued;

    @BeforeEach
    void issue() {
        authority = new Certificates(folder);
        issued = authority.issue("own", "localhost");
    }

    private static Identity identity(Path certificate, Path key, String password) {
        return Identity.of("x.tls", certificate, Optional.ofNullable(key), Optional.ofNullable(password));
    }

    private static Trust trust(Path file, String password) {
        return Trust.of("x.tls.trust", file, Optional.ofNullable(password));
    }

    @Test
    void anIdentityStandsInOneFileOrTwo() {
        assertThat(identity(issued.both(), null, null).chain()).hasSize(2);
        assertThat(identity(issued.certificate(), issued.key(), null).chain()).hasSize(2);
        assertThat(identity(issued.certificate(), issued.key(PASSWORD), PASSWORD)
                        .pem())
                .isTrue();
        assertThat(identity(issued.pkcs12(PASSWORD), null, PASSWORD).chain()).hasSize(2);
        assertThat(identity(authority.issueOnCurve("curve").both(), null, null).algorithm())
                .isEqualTo("EC");
    }

    @Test
    void trustStandsInPemOrPkcs12() throws Exception {
        assertThat(trust(authority.authority(), null).store().size()).isEqualTo(1);
        assertThat(trust(authority.authority(PASSWORD), PASSWORD).store().size())
                .isEqualTo(1);
    }

    @Test
    void aWrongPasswordIsSaid() {
        refused(
                issued.pkcs12(PASSWORD),
                null,
                "no",
                "x.tls.certificate: %s cannot be read: its password is wrong or missing");
        refused(
                issued.certificate(),
                issued.key(PASSWORD),
                "no",
                "x.tls.key: %s is no good: its key cannot be decrypted: wrong password or an unknown cipher");
        refused(
                issued.certificate(),
                issued.key(PASSWORD),
                null,
                "x.tls.key: %s is no good: its key is encrypted, and no password for it is set");
        assertThatThrownBy(() -> trust(authority.authority(PASSWORD), "no"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageEndingWith("cannot be read: its password is wrong or missing");
    }

    @Test
    void theKeyOfAnotherIsRefused() {
        Path other = authority.issue("other").key();
        assertThatThrownBy(() -> identity(issued.certificate(), other, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("x.tls.certificate: " + issued.certificate()
                        + " is no good: it is not the certificate of the key that goes with it");
    }

    @Test
    void whatIsNoneIsRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text"), PASSWORD);
        Path broken = Files.writeString(
                folder.resolve("broken"), "-----BEGIN CERTIFICATE-----\n" + PASSWORD + "\n-----END CERTIFICATE-----\n");
        Path old = Files.writeString(
                folder.resolve("old"), "-----BEGIN RSA PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n");

        refused(text, null, null, "x.tls.certificate: %s is neither PEM nor PKCS#12");
        refused(folder.resolve("no"), null, null, "x.tls.certificate: %s does not exist");
        refused(issued.key(), null, null, "x.tls.certificate: %s is no good: it holds no certificate");
        refused(issued.certificate(), null, null, "x.tls.certificate: %s is no good: it holds no private key");
        refused(issued.certificate(), text, null, "x.tls.key: %s is no good: it is no PEM");
        refused(
                issued.certificate(),
                old,
                null,
                "x.tls.key: %s is no good: its key is of an old form; make it one of PKCS#8: openssl pkcs8 -topk8 -nodes"
                        + " -in OLD -out NEW");
        assertThatThrownBy(() -> trust(broken, null))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("x.tls.trust: " + broken + " is no good: ")
                .hasMessageNotContaining(PASSWORD);
    }

    private static void refused(Path certificate, Path key, String password, String message) {
        Path named = key == null ? certificate : key;
        assertThatThrownBy(() -> identity(certificate, key, password))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message.formatted(named))
                .hasMessageNotContaining(PASSWORD);
    }
}
