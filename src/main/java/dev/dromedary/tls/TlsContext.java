package dev.dromedary.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** Makes the JDK's contexts of TLS. */
public final class TlsContext {

    private TlsContext() {}

    /** For a server that shows who it is and asks nobody who they are. */
    static SSLContext showing(X509ExtendedKeyManager keys) {
        return context(() -> make(new KeyManager[] {keys}, null));
    }

    /** For a client that takes what these authorities vouch for, if it is for the host that is asked. */
    public static SSLContext trusting(Trust trust) {
        return context(() -> {
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trust.store());
            return make(null, managers.getTrustManagers());
        });
    }

    /** For a client that takes one certificate, whoever vouches for it and whatever host it is for, and no other. */
    public static SSLContext trustingOnly(X509Certificate certificate) {
        return context(() -> make(null, new TrustManager[] {new Only(certificate)}));
    }

    private static SSLContext make(KeyManager[] keys, TrustManager[] trust) throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust, null);
        return context;
    }

    private interface Making {
        SSLContext make() throws GeneralSecurityException;
    }

    /** The files were checked before: what fails now is the JDK. */
    private static SSLContext context(Making making) {
        try {
            return making.make();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The extended kind, because to a plain one the JDK adds its check of the host. */
    private static final class Only extends X509ExtendedTrustManager {

        private final X509Certificate certificate;

        private Only(X509Certificate certificate) {
            this.certificate = certificate;
        }

        private void require(X509Certificate[] chain) throws CertificateException {
            if (chain.length == 0 || !chain[0].equals(certificate)) {
                throw new CertificateException("another certificate than the one in the settings");
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            require(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            require(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            require(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            require(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            require(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            require(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
