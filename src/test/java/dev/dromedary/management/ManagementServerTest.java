package dev.dromedary.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.sandbox.Certificates;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.settings.Settings;
import dev.dromedary.tls.TlsContext;
import dev.dromedary.tls.Trust;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementServerTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = LoopbackPorts.free();
    private final Settings settings = Settings.defaults()
            .with("management.port", Integer.toString(port))
            .with("management.token", "a-token-of-the-test");

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(8))
                .build();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    /** Clients that send their requests too slowly, and do not end. */
    private List<Socket> slowClients(int count) throws IOException {
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Socket client = new Socket("127.0.0.1", port);
            client.getOutputStream().write("GET /pipelines HTTP/1.1\r\nHost: loc".getBytes(StandardCharsets.US_ASCII));
            clients.add(client);
        }
        return clients;
    }

    @Test
    void livenessAnswersWhileOthersSendTheirRequestsSlowly() throws Exception {
        ManagementServer server = ManagementServer.open(settings);
        List<Socket> clients = slowClients(50);
        try {
            assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
            server.ended();
        }
    }

    @Test
    void aRenewedCertificateIsShownByTheNextConnection(@TempDir Path folder, @TempDir Path others) throws Exception {
        Certificates old = new Certificates(folder);
        Certificates renewed = new Certificates(others);
        Certificates.Issued first = old.issue("port", "127.0.0.1");
        ManagementServer server = ManagementServer.open(
                settings.with("management.tls.certificate", first.certificate().toString())
                        .with("management.tls.key", first.key().toString()));
        try {
            assertThat(live(old)).isEqualTo(200);

            Certificates.Issued second = renewed.issue("port", "127.0.0.1");
            Files.copy(second.certificate(), first.certificate(), StandardCopyOption.REPLACE_EXISTING);
            assertThat(live(old)).as("its key is not there yet").isEqualTo(200);

            Path key = folder.resolve("port.key");
            Files.move(second.key(), key, StandardCopyOption.REPLACE_EXISTING);
            assertThat(live(renewed)).isEqualTo(200);
            assertThatThrownBy(() -> live(old)).isInstanceOf(SSLHandshakeException.class);

            Files.delete(key);
            assertThat(live(renewed)).isEqualTo(200);
        } finally {
            server.ended();
        }
    }

    /** By a connection of its own. */
    private int live(Certificates trusted) throws Exception {
        HttpClient own = HttpClient.newBuilder()
                .sslContext(TlsContext.trusting(Trust.of("x", trusted.authority(), Optional.empty())))
                .build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + "/observe/health/live"))
                .build();
        return own.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void livenessAnswersWhileAllElseHangs() throws Exception {
        ManagementServer server = ManagementServer.open(settings);
        CountDownLatch hanging = new CountDownLatch(6);
        CountDownLatch end = new CountDownLatch(1);
        try {
            server.serve("/hanging", exchange -> {
                hanging.countDown();
                try (exchange) {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            for (int i = 0; i < 6; i++) {
                client.sendAsync(request("/hanging"), HttpResponse.BodyHandlers.discarding());
            }
            assertThat(hanging.await(20, TimeUnit.SECONDS)).isTrue();

            assertThat(get("/observe/health/live").statusCode()).isEqualTo(200);
            HttpResponse<String> refused = get("/hanging");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).isEqualTo("{\"error\": \"too many requests at the same time; try again\"}");
        } finally {
            end.countDown();
            server.ended();
        }
    }
}
