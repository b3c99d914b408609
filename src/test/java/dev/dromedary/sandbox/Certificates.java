package dev.dromedary.sandbox;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PKCS8Generator;
import org.bouncycastle.openssl.jcajce.JcaMiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObjectGenerator;
import org.bouncycastle.util.io.pem.PemWriter;

/** An authority that exists for one test, and the files of what it issues. Each one is another. Thread-safe. */
public final class Certificates {

    private static final Duration VALIDITY = Duration.ofDays(2);

    private final Path folder;
    private final KeyPair keys = pair("RSA");
    private final X509Certificate certificate;

    /** @param folder where files go; exists */
    public Certificates(Path folder) {
        this.folder = folder;
        this.certificate = sign("an authority", keys, true);
    }

    /** A certificate and its key. */
    public final class Issued {

        private final String name;
        private final PrivateKey key;
        private final X509Certificate certificate;

        private Issued(String name, KeyPair pair, String... hosts) {
            this.name = name;
            this.key = pair.getPrivate();
            this.certificate = sign(name, pair, false, hosts);
        }

        /** PEM file of the certificate and the authority's. */
        public Path certificate() {
            return write(name + ".crt", certificate, Certificates.this.certificate);
        }

        /** PEM file of the key, PKCS#8. */
        public Path key() {
            return write(name + ".key", pkcs8(null));
        }

        /** The same, encrypted. */
        public Path key(String password) {
            return write(name + "-encrypted.key", pkcs8(password));
        }

        /** PEM file of the certificate, the authority's and the key. */
        public Path both() {
            return write(name + ".pem", certificate, Certificates.this.certificate, pkcs8(null));
        }

        private PemObjectGenerator pkcs8(String password) {
            try {
                OutputEncryptor encryptor = password == null
                        ? null
                        : new JceOpenSSLPKCS8EncryptorBuilder(PKCS8Generator.AES_256_CBC)
                                .setProvider(new BouncyCastleProvider())
                                .setPassword(password.toCharArray())
                                .setIterationCount(2_000)
                                .build();
                return new JcaPKCS8Generator(key, encryptor);
            } catch (IOException | OperatorException e) {
                throw new IllegalStateException(e);
            }
        }

        /** PKCS#12 file of all. */
        public Path pkcs12(String password) {
            return store(
                    name + ".p12",
                    password,
                    store -> store.setKeyEntry(name, key, password.toCharArray(), new Certificate[] {
                        certificate, Certificates.this.certificate
                    }));
        }
    }

    /** An RSA key and its certificate, valid for the hosts, which are names or addresses. */
    public Issued issue(String name, String... hosts) {
        return new Issued(name, pair("RSA"), hosts);
    }

    /** The same with a key on an elliptic curve. */
    public Issued issueOnCurve(String name, String... hosts) {
        return new Issued(name, pair("EC"), hosts);
    }

    /** PEM file of the authority's own certificate. */
    public Path authority() {
        return write("authority.crt", certificate);
    }

    /** PKCS#12 file of the same. */
    public Path authority(String password) {
        return store("authority.p12", password, store -> store.setCertificateEntry("authority", certificate));
    }

    private static KeyPair pair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(algorithm.equals("RSA") ? 2048 : 256);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private X509Certificate sign(String name, KeyPair pair, boolean authority, String... hosts) {
        Instant now = Instant.now();
        try {
            X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    new X500Name("CN=an authority"),
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(now.minus(VALIDITY)),
                    Date.from(now.plus(VALIDITY)),
                    new X500Name("CN=" + name),
                    pair.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (hosts.length > 0) {
                GeneralName[] names = Arrays.stream(hosts)
                        .map(host -> new GeneralName(
                                host.matches("[0-9.]+") ? GeneralName.iPAddress : GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
        } catch (GeneralSecurityException | IOException | OperatorException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path write(String name, Object... blocks) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            for (Object block : blocks) {
                writer.writeObject(
                        block instanceof PemObjectGenerator generator ? generator : new JcaMiscPEMGenerator(block));
            }
            writer.flush();
            return ownerOnly(Files.writeString(folder.resolve(name), text.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    private Path store(String name, String password, Filling filling) {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.fill(store);
            store.store(out, password.toCharArray());
            return ownerOnly(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path ownerOnly(Path file) throws IOException {
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
