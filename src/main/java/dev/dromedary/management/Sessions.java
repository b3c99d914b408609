package dev.dromedary.management;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who has logged in from a browser: ids in cookies that no script can read and that go with requests of the page's own
 * site alone. In memory, a bounded number, each until it has not been used for half an hour. Thread-safe.
 */
final class Sessions {

    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final int MOST = 100;
    private static final int BYTES = 32;

    private final SecureRandom random = new SecureRandom();

    /** When each was last used, in nanoseconds; the one that is longest ago comes first. */
    private final Map<String, Long> used = new LinkedHashMap<>(MOST, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST || isOver(eldest.getValue());
        }
    };

    private static boolean isOver(long last) {
        return System.nanoTime() - last > IDLE.toNanos();
    }

    /** Begins one, and gives its cookie with the answer. */
    synchronized void begin(HttpExchange exchange) {
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        used.put(id, System.nanoTime());
        cookie(exchange, id);
    }

    /** The session that the request shows, if it goes on. */
    synchronized Optional<String> of(HttpExchange exchange) {
        Optional<String> id = shown(exchange).filter(used::containsKey);
        if (id.isPresent() && isOver(used.get(id.get()))) {
            used.remove(id.get());
            return Optional.empty();
        }
        id.ifPresent(session -> used.put(session, System.nanoTime()));
        return id;
    }

    /** Ends the session that the request shows. */
    synchronized void end(HttpExchange exchange) {
        shown(exchange).ifPresent(used::remove);
        cookie(exchange, "; Max-Age=0");
    }

    private static Optional<String> shown(HttpExchange exchange) {
        String name = name(exchange) + "=";
        return exchange.getRequestHeaders().getOrDefault("Cookie", List.of()).stream()
                .flatMap(header -> Arrays.stream(header.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(name))
                .map(cookie -> cookie.substring(name.length()))
                .findFirst();
    }

    private static void cookie(HttpExchange exchange, String value) {
        exchange.getResponseHeaders()
                .add(
                        "Set-Cookie",
                        name(exchange) + "=" + value + "; Path=/; HttpOnly; SameSite=Strict"
                                + (exchange instanceof HttpsExchange ? "; Secure" : ""));
    }

    /** Cookies do not tell ports apart, and there may be several processes on a machine. */
    private static String name(HttpExchange exchange) {
        return "dromedary-" + exchange.getLocalAddress().getPort();
    }
}
