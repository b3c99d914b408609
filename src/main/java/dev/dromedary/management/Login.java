package dev.dromedary.management;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logging in and out of the console, in the form in which Hawtio asks for it. After a number of wrong tries in a minute
 * nobody can log in until it is over; the token in a header is taken meanwhile. Thread-safe.
 */
final class Login {

    private static final Logger LOG = LoggerFactory.getLogger(Login.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int LARGEST = 8192;
    private static final int WRONG_TRIES = 10;
    private static final Duration PERIOD = Duration.ofMinutes(1);

    private final Access access;
    private int wrong;
    private long since = System.nanoTime();

    Login(Access access) {
        this.access = access;
    }

    /** Who is logged in, as a JSON text; or 403. */
    void user(HttpExchange exchange) throws IOException {
        String caller = access.caller(exchange).orElse(null);
        send(exchange, caller == null ? 403 : 200, caller == null ? "" : JSON.writeValueAsString(caller));
    }

    /** Takes {@code {"username": ..., "password": ...}}; 200 with a session, 400, 403, or 429 after too many. */
    void begin(HttpExchange exchange) throws IOException {
        if (isTooOften()) {
            exchange.getResponseHeaders().set("Retry-After", Long.toString(PERIOD.toSeconds()));
            send(exchange, 429, "");
            return;
        }
        JsonNode body;
        try {
            body = JSON.readTree(exchange.getRequestBody().readNBytes(LARGEST));
        } catch (JacksonException e) {
            send(exchange, 400, "");
            return;
        }
        if (access.isOurs(body.path("username").asText(), body.path("password").asText())) {
            access.sessions().begin(exchange);
            send(exchange, 200, "{}");
        } else {
            failed(exchange);
            send(exchange, 403, "");
        }
    }

    private synchronized boolean isTooOften() {
        if (System.nanoTime() - since > PERIOD.toNanos()) {
            since = System.nanoTime();
            wrong = 0;
        }
        return wrong >= WRONG_TRIES;
    }

    private synchronized void failed(HttpExchange exchange) {
        wrong++;
        LOG.warn(
                "Wrong user or password at /hawtio from {}",
                exchange.getRemoteAddress().getAddress().getHostAddress());
    }

    /** Ends the session, and leads to the form. */
    void end(HttpExchange exchange) throws IOException {
        access.sessions().end(exchange);
        exchange.getResponseHeaders().set("Location", "/hawtio/login");
        send(exchange, 302, "");
    }

    private static void send(HttpExchange exchange, int code, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }
}
