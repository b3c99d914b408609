package dev.dromedary.management;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import dev.dromedary.tls.Identity;
import dev.dromedary.tls.RenewableIdentity;
import dev.dromedary.tls.TlsContext;
import dev.dromedary.tls.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * TLS on the management port, where {@code management.tls.certificate} is set: 1.2 or newer. A client trusts what {@code
 * management.tls.trust} says, else the very certificate that the settings name, whatever host it is for. Files that are
 * renewed are shown from the next connection on. Thread-safe.
 */
final class ManagementTls {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    private final Optional<RenewableIdentity> identity;
    private final Optional<Trust> trust;

    private ManagementTls(Optional<RenewableIdentity> identity, Optional<Trust> trust) {
        this.identity = identity;
        this.trust = trust;
    }

    /** @throws ConfigurationException if settings do not go together, or a file cannot be read */
    static ManagementTls of(Settings settings) {
        Optional<Path> certificate = settings.find("management.tls.certificate").map(Path::of);
        Optional<Path> key = settings.find("management.tls.key").map(Path::of);
        Optional<Path> authorities = settings.find("management.tls.trust").map(Path::of);
        if (certificate.isEmpty() && (key.isPresent() || authorities.isPresent())) {
            throw new ConfigurationException(
                    "management.tls." + (key.isPresent() ? "key" : "trust") + " needs management.tls.certificate");
        }
        return new ManagementTls(
                certificate.map(file -> new RenewableIdentity(
                        () -> Identity.of("management.tls", file, key, settings.find("management.tls.key-password")))),
                authorities.map(file -> Trust.of("management.tls.trust", file, Optional.empty())));
    }

    boolean isOn() {
        return identity.isPresent();
    }

    String scheme() {
        return isOn() ? "https" : "http";
    }

    HttpServer server(InetSocketAddress address) throws IOException {
        if (identity.isEmpty()) {
            return HttpServer.create(address, 0);
        }
        SSLContext context = identity.get().context();
        HttpsServer server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                identity.get().renew();
                SSLParameters ours = context.getDefaultSSLParameters();
                ours.setProtocols(PROTOCOLS);
                parameters.setSSLParameters(ours);
            }
        });
        return server;
    }

    /** To be built by the caller. */
    HttpClient.Builder client() {
        HttpClient.Builder client = HttpClient.newBuilder();
        identity.ifPresent(own -> client.sslContext(trust.map(TlsContext::trusting)
                .orElseGet(() -> TlsContext.trustingOnly(own.current().chain().get(0)))));
        return client;
    }
}
