package dev.dromedary.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** A text file of certificates and keys in PEM. Immutable; holds the text, and never shows it. */
final class PemFile {

    private static final int MAX_BYTES = 1 << 20;
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s+([^-]*)-----END \\1-----", Pattern.DOTALL);

    private final String text;

    private PemFile(String text) {
        this.text = text;
    }

    /**
     * Empty if the file is no PEM.
     *
     * @throws IOException if it cannot be read, or is larger than such a file is
     */
    static Optional<PemFile> read(Path file) throws IOException {
        if (Files.size(file) > MAX_BYTES) {
            throw new IOException("it is larger than 1 MiB");
        }
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        return text.contains("-----BEGIN ") ? Optional.of(new PemFile(text)) : Optional.empty();
    }

    /** The certificates, in their order. */
    List<X509Certificate> certificates() throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            if (block.group(1).equals("CERTIFICATE")) {
                found.add(
                        (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(bytes(block.group(2)))));
            }
        }
        return found;
    }

    boolean hasKey() {
        return text.contains("PRIVATE KEY-----");
    }

    /** Whether the key can only be read with a password. */
    boolean hasEncryptedKey() {
        return text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----");
    }

    /**
     * The private key.
     *
     * @param password of an encrypted one; may be null for others
     * @throws GeneralSecurityException says why there is none; never quotes the file
     */
    PrivateKey key(char[] password) throws GeneralSecurityException {
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            switch (block.group(1)) {
                case "PRIVATE KEY":
                    return key(new PKCS8EncodedKeySpec(bytes(block.group(2))));
                case "ENCRYPTED PRIVATE KEY":
                    return key(decrypt(bytes(block.group(2)), password));
                case "RSA PRIVATE KEY", "EC PRIVATE KEY":
                    throw new GeneralSecurityException(
                            "its key is of an old form; make it one of PKCS#8: openssl pkcs8 -topk8 -nodes -in OLD -out NEW");
                default:
                    break;
            }
        }
        throw new GeneralSecurityException("it holds no private key");
    }

    private static PrivateKey key(PKCS8EncodedKeySpec spec) throws GeneralSecurityException {
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException e) {
                continue;
            }
        }
        throw new GeneralSecurityException("its key is none of " + String.join(", ", ALGORITHMS));
    }

    private static PKCS8EncodedKeySpec decrypt(byte[] encrypted, char[] password) throws GeneralSecurityException {
        if (password == null) {
            throw new GeneralSecurityException("its key is encrypted, and no password for it is set");
        }
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encrypted);
            // With PBES2 the name of what is to be done stands in the parameters.
            String algorithm = info.getAlgParameters() == null
                    ? info.getAlgName()
                    : info.getAlgParameters().toString();
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password)),
                    info.getAlgParameters());
            return info.getKeySpec(cipher);
        } catch (IOException | GeneralSecurityException e) {
            throw new GeneralSecurityException("its key cannot be decrypted: wrong password or an unknown cipher");
        }
    }

    private static byte[] bytes(String base64) throws GeneralSecurityException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("it is no PEM: what stands between its lines is no Base64");
        }
    }
}
