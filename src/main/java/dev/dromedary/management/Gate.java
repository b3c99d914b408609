package dev.dromedary.management;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps pages of other sites, open in the browser of somebody who may use the port, from using it: refuses their requests
 * (except following a link), and on a loopback address every request by a name that is not of this machine. Programs that
 * are no browsers send nothing by which they could be refused. Thread-safe.
 */
final class Gate extends Filter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Optional<Set<String>> hosts;

    /** @param address where the port is */
    Gate(InetSocketAddress address, Settings settings) {
        if (!address.getAddress().isLoopbackAddress()) {
            hosts = Optional.empty();
            return;
        }
        Set<String> names = new HashSet<>(LOOPBACK);
        names.add(settings.text("management.address").toLowerCase(Locale.ROOT));
        settings.find("management.hosts").ifPresent(more -> Arrays.stream(more.split(","))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .forEach(names::add));
        hosts = Optional.of(names);
    }

    @Override
    public String description() {
        return "refuses requests of other sites";
    }

    @Override
    public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        if (hosts.isPresent() && !hosts.get().contains(name(headers.getFirst("Host")))) {
            refuse(exchange, "this name is not ours; add it to management.hosts");
        } else if (isForeign(headers, exchange instanceof HttpsExchange) && !isLink(exchange)) {
            refuse(exchange, "pages of other sites are not served");
        } else {
            chain.doFilter(exchange);
        }
    }

    /** The host without its port. */
    private static String name(String host) {
        return host == null ? "" : host.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT);
    }

    /** A page in clear text is another's where this is TLS; before clear text there may be somebody who adds TLS. */
    private static boolean isForeign(Headers headers, boolean secure) {
        String site = headers.getFirst("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        String origin = headers.getFirst("Origin");
        return origin != null
                && (secure && !origin.startsWith("https:")
                        || !authority(origin).equalsIgnoreCase(String.valueOf(headers.getFirst("Host"))));
    }

    private static String authority(String origin) {
        try {
            return String.valueOf(URI.create(origin).getRawAuthority());
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isLink(HttpExchange exchange) {
        return SAFE.contains(exchange.getRequestMethod())
                && "navigate".equals(exchange.getRequestHeaders().getFirst("Sec-Fetch-Mode"));
    }

    private static void refuse(HttpExchange exchange, String why) throws IOException {
        try (exchange) {
            byte[] body = ("{\"error\":\"" + why + "\"}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(403, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
