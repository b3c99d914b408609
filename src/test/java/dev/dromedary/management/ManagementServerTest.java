package dev.dromedary.management;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.settings.Settings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManagementServerTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final int port = LoopbackPorts.free();

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void livenessAnswersWhileAllElseHangs() throws Exception {
        Settings settings = Settings.defaults()
                .with("management.port", Integer.toString(port))
                .with("management.token", "a-token-of-the-test");
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
