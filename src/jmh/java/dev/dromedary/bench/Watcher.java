package dev.dromedary.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Scrapes a process's metrics and probes its health every 5 seconds: more often than the configuration in deploy/. */
final class Watcher implements AutoCloseable {

    private static final int SECONDS = 5;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AtomicInteger scrapes = new AtomicInteger();

    /** @param port of the process's management */
    Watcher(int port) {
        URI base = URI.create("http://127.0.0.1:" + port);
        clock.scheduleAtFixedRate(() -> look(base), 0, SECONDS, TimeUnit.SECONDS);
    }

    private void look(URI base) {
        try {
            ask(base.resolve("/observe/health/ready"));
            if (ask(base.resolve("/observe/metrics")) == 200) {
                scrapes.incrementAndGet();
            }
        } catch (IOException e) {
            // It has not started yet, or has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int ask(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray())
                .statusCode();
    }

    /** Scrapes that were answered. */
    int scrapes() {
        return scrapes.get();
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
