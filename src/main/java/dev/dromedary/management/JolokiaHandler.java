package dev.dromedary.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.dromedary.jmx.Jolokia;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * JMX over HTTP at {@code /jolokia}, in the protocol of Jolokia: GET for what only reads, POST for everything. Answers are
 * 200 with a status of their own in the body; else 400 for what is no request, 403 without authentication (and no
 * challenge, or browsers would ask beside Hawtio's own form), 405, 413, 503. Requests are worked on one at a time, since
 * an answer may be large. Thread-safe.
 */
final class JolokiaHandler implements HttpHandler {

    private static final int LARGEST_REQUEST = 1 << 20;
    private static final String PATH = "/jolokia";

    private static final long PATIENCE_SECONDS = 10;

    private final Semaphore turn = new Semaphore(1, true);
    private final Access access;
    private final Jolokia jolokia;

    JolokiaHandler(Access access, Jolokia jolokia) {
        this.access = access;
        this.jolokia = jolokia;
    }

    private record Answer(int code, String body) {}

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set("Content-Type", answer.code() == 200 ? "application/json" : "text/plain; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.sendResponseHeaders(answer.code(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        if (access.caller(exchange).isEmpty()) {
            return new Answer(403, "show the token (management.token), or log in at /hawtio");
        }
        String path = exchange.getRequestURI().getPath();
        if (!path.equals(PATH) && !path.startsWith(PATH + "/")) {
            return new Answer(404, "there is /jolokia");
        }
        try {
            return switch (exchange.getRequestMethod()) {
                case "GET" -> inTurn(() -> jolokia.get(request(path), parameters(exchange)));
                case "POST" -> post(exchange);
                default -> new Answer(405, "only GET and POST");
            };
        } catch (Jolokia.MalformedException e) {
            return new Answer(400, e.getMessage());
        }
    }

    private static String request(String path) {
        return path.substring(PATH.length()).replaceFirst("^/+", "");
    }

    private Answer post(HttpExchange exchange) throws IOException, Jolokia.MalformedException {
        byte[] body = exchange.getRequestBody().readNBytes(LARGEST_REQUEST + 1);
        return body.length > LARGEST_REQUEST
                ? new Answer(413, "a request has at most " + LARGEST_REQUEST + " bytes")
                : inTurn(() -> jolokia.post(new ByteArrayInputStream(body), parameters(exchange)));
    }

    private interface Work {
        String run() throws IOException, Jolokia.MalformedException;
    }

    private Answer inTurn(Work work) throws IOException, Jolokia.MalformedException {
        try {
            if (!turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return new Answer(503, "an earlier request takes its time; try again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Answer(503, "the process ends");
        }
        try {
            return new Answer(200, work.run());
        } finally {
            turn.release();
        }
    }

    private static Map<String, String> parameters(HttpExchange exchange) {
        Map<String, String> parameters = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            String[] parts = parameter.split("=", 2);
            if (parts.length == 2) {
                parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        return parameters;
    }
}
