package dev.dromedary.tls;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The authorities that vouch for whom we talk to: a file of certificates, PEM or PKCS#12. Checked when made. Immutable.
 *
 * @param setting the key of the setting that names the file
 * @param pem whether it is PEM
 * @param store what it holds
 */
public record Trust(String setting, Path file, Optional<String> password, boolean pem, KeyStore store) {

    /**
     * @param setting key of the setting, such as {@code kafka.tls.trust}
     * @throws ConfigurationException if the file cannot be read, or holds no certificate
     */
    public static Trust of(String setting, Path file, Optional<String> password) {
        return Stores.reading(setting, file, () -> {
            Optional<PemFile> text = PemFile.read(file);
            KeyStore store = text.isPresent() ? store(text.get().certificates()) : Stores.open(file, password);
            if (store.size() == 0) {
                throw new GeneralSecurityException("it holds no certificate"
                        + (text.isPresent() || password.isPresent() ? "" : " that can be read without a password"));
            }
            return new Trust(setting, file, password, text.isPresent(), store);
        });
    }

    static KeyStore store(List<X509Certificate> certificates) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : certificates) {
            store.setCertificateEntry("trusted-" + store.size(), certificate);
        }
        return store;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return setting + "=" + file;
    }
}
