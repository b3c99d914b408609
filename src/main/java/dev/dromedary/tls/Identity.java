package dev.dromedary.tls;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * Who we are: a certificate, those that vouch for it, and its private key. They stand in one file of PKCS#12, in one file
 * of PEM, or in two of PEM as Kubernetes mounts them. Checked when made. Immutable.
 *
 * @param certificate the file of the certificates
 * @param key the file of the key; the same where there is one
 * @param password of the key, or of the PKCS#12 file
 * @param pem whether they are PEM
 * @param store what they hold
 * @param chain the own certificate first
 */
public record Identity(
        Path certificate,
        Path key,
        Optional<String> password,
        boolean pem,
        KeyStore store,
        List<X509Certificate> chain) {

    private static final String ALIAS = "identity";

    /**
     * @param prefix of the settings, such as {@code kafka.tls}, for messages
     * @param key empty if the file of the certificate holds the key too
     * @throws ConfigurationException if a file cannot be read, or there is no key that goes with the certificate
     */
    public static Identity of(String prefix, Path certificate, Optional<Path> key, Optional<String> password) {
        String setting = prefix + ".certificate";
        Optional<PemFile> text = Stores.reading(setting, certificate, () -> PemFile.read(certificate));
        if (text.isEmpty()) {
            if (key.isPresent()) {
                throw new ConfigurationException(
                        prefix + ".key: " + certificate + " is no PEM, and holds its key itself; unset it");
            }
            return Stores.reading(setting, certificate, () -> binary(certificate, password));
        }
        List<X509Certificate> chain = Stores.reading(setting, certificate, () -> chain(text.get()));
        Path file = key.orElse(certificate);
        PrivateKey secret = Stores.reading(key.isPresent() ? prefix + ".key" : setting, file, () -> PemFile.read(file)
                .orElseThrow(() -> new GeneralSecurityException("it is no PEM"))
                .key(password.map(String::toCharArray).orElse(null)));
        return Stores.reading(setting, certificate, () -> {
            KeyPairs.requireFit(secret, chain.get(0).getPublicKey());
            return new Identity(certificate, file, password, true, store(chain, secret, password), chain);
        });
    }

    /** The algorithm of the key, such as {@code RSA} or {@code EC}. */
    public String algorithm() {
        return chain.get(0).getPublicKey().getAlgorithm();
    }

    /**
     * The key in PEM, whatever its file is: PKCS#8, not encrypted.
     */
    public String keyText() {
        try {
            byte[] key = store.getKey(alias(store), password.orElse("").toCharArray())
                    .getEncoded();
            return "-----BEGIN PRIVATE KEY-----\n" + Base64.getMimeEncoder().encodeToString(key)
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<X509Certificate> chain(PemFile file) throws GeneralSecurityException {
        List<X509Certificate> chain = file.certificates();
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("it holds no certificate");
        }
        return chain;
    }

    private static KeyStore store(List<X509Certificate> chain, PrivateKey key, Optional<String> password)
            throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(ALIAS, key, password.orElse("").toCharArray(), chain.toArray(Certificate[]::new));
        return store;
    }

    private static Identity binary(Path file, Optional<String> password) throws GeneralSecurityException, IOException {
        KeyStore store = Stores.open(file, password);
        String alias = alias(store);
        store.getKey(alias, password.orElse("").toCharArray());
        List<X509Certificate> chain = Arrays.stream(store.getCertificateChain(alias))
                .map(X509Certificate.class::cast)
                .toList();
        return new Identity(file, file, password, false, store, chain);
    }

    private static String alias(KeyStore store) throws GeneralSecurityException {
        for (String alias : Collections.list(store.aliases())) {
            if (store.isKeyEntry(alias)) {
                return alias;
            }
        }
        throw new GeneralSecurityException("it holds no private key");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return certificate.toString();
    }
}
