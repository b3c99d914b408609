package dev.dromedary.secrets;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers {@code GetSecretValue} and {@code GetParameter} in the JSON protocol of AWS, and fails as told. It stands for AWS
 * where no emulator is at hand: what it knows of the protocol is what AWS documents. Thread-safe.
 */
public final class SecretsServer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile String refusal;
    private volatile boolean silent;

    public SecretsServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    public String endpoint() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public SecretsServer with(String name, String value) {
        secrets.put(name, value);
        return this;
    }

    /** From now on answers with this error code. */
    void refuse(String code) {
        refusal = code;
    }

    /** From now on takes requests and never answers. */
    void fallSilent() {
        silent = true;
    }

    int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode request = JSON.readTree(exchange.getRequestBody());
            requests.incrementAndGet();
            if (silent) {
                closed.await();
                return;
            }
            String operation = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            boolean manager = operation.equals("secretsmanager.GetSecretValue");
            String name = request.get(manager ? "SecretId" : "Name").asText();
            String value = secrets.get(name);
            ObjectNode body = JSON.createObjectNode();
            if (refusal != null || value == null) {
                String absent = manager ? "ResourceNotFoundException" : "ParameterNotFound";
                body.put("__type", refusal != null ? refusal : absent).put("message", "as told");
            } else if (manager) {
                body.put("Name", name).put("SecretString", value);
            } else if (operation.equals("AmazonSSM.GetParameter")
                    && request.get("WithDecryption").asBoolean()) {
                body.putObject("Parameter").put("Name", name).put("Value", value);
            }
            byte[] bytes = JSON.writeValueAsBytes(body);
            exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
            exchange.sendResponseHeaders(body.has("__type") ? 400 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
