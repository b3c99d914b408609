package dev.dromedary.management;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/**
 * Hawtio's console at {@code /hawtio}: its files from the jar, and the few questions that its pages ask their server. The
 * files are public, as they are in every copy of Hawtio; what they show comes from {@code /jolokia}. Thread-safe.
 */
final class Console implements HttpHandler {

    private static final String PATH = "/hawtio";
    private static final String PAGE = "index.html";

    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "html", "text/html; charset=utf-8",
            "ico", "image/x-icon",
            "js", "text/javascript; charset=utf-8",
            "json", "application/json",
            "svg", "image/svg+xml",
            "txt", "text/plain; charset=utf-8",
            "woff2", "font/woff2");

    private static final Set<String> COMPRESSED = Set.of("ico", "woff2");

    /** Without it the page would load an editor from another site. */
    private static final String TEXT_VIEW = "<script defer src=\"/hawtio/text-view.js\"></script>";

    /** What Hawtio's pages bear: styles in elements, and pictures in URLs. */
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; font-src 'self' data:; connect-src 'self';"
            + " base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

    /** What the pages ask for at their start; this server has no proxy to others, no Keycloak, no plug-ins. */
    private static final Map<String, String> ANSWERS = Map.of(
            "plugin", "[]",
            "proxy/enabled", "false",
            "keycloak/enabled", "false",
            "auth/config", "{}",
            "auth/config/session-timeout", "{\"timeout\":-1}");

    private final Login login;

    Console(Login login) {
        this.login = login;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            protect(exchange.getResponseHeaders());
            String path = exchange.getRequestURI().getPath();
            if (path.equals(PATH)) {
                exchange.getResponseHeaders().set("Location", PATH + "/");
                exchange.sendResponseHeaders(302, -1);
            } else if (path.startsWith(PATH + "/")) {
                answer(exchange, path.substring(PATH.length() + 1));
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private static void protect(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
    }

    private void answer(HttpExchange exchange, String path) throws IOException {
        String method = exchange.getRequestMethod();
        if (path.equals("auth/login") && method.equals("POST")) {
            login.begin(exchange);
        } else if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.sendResponseHeaders(405, -1);
        } else if (path.equals("user")) {
            login.user(exchange);
        } else if (path.equals("auth/logout")) {
            login.end(exchange);
        } else if (ANSWERS.containsKey(path)) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            send(exchange, "json", stream(ANSWERS.get(path)));
        } else {
            file(exchange, path);
        }
    }

    /** A file, or for a place inside the console, which the page itself finds, the page. */
    private static void file(HttpExchange exchange, String path) throws IOException {
        boolean isPlace =
                String.valueOf(exchange.getRequestHeaders().getFirst("Accept")).contains("text/html");
        boolean isFile = isFile(path);
        if (!isFile && !path.isEmpty() && !isPlace) {
            exchange.sendResponseHeaders(404, -1);
            return;
        }
        // The names of these change with their contents.
        boolean isForEver = isFile && path.startsWith("static/");
        exchange.getResponseHeaders()
                .set("Cache-Control", isForEver ? "public, max-age=31536000, immutable" : "no-cache");
        try (InputStream content = isFile ? open(path) : page()) {
            send(exchange, ending(isFile ? path : PAGE), content);
        }
    }

    private static InputStream page() throws IOException {
        try (InputStream file = open(PAGE)) {
            String page = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            return stream(page.replace("</head>", TEXT_VIEW + "</head>"));
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether there is a file of the console of that name. */
    private static boolean isFile(String path) {
        return path.matches("[\\w-][\\w.-]*(/[\\w-][\\w.-]*)*")
                && TYPES.containsKey(ending(path))
                && Console.class.getResource(PATH + "/" + path) != null;
    }

    private static InputStream open(String path) {
        return Console.class.getResourceAsStream(PATH + "/" + path);
    }

    private static String ending(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static void send(HttpExchange exchange, String ending, InputStream content) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", TYPES.get(ending));
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(200, -1);
            return;
        }
        boolean gzip = !COMPRESSED.contains(ending)
                && String.valueOf(exchange.getRequestHeaders().getFirst("Accept-Encoding"))
                        .contains("gzip");
        headers.set("Vary", "Accept-Encoding");
        if (gzip) {
            headers.set("Content-Encoding", "gzip");
        }
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = gzip ? new GZIPOutputStream(exchange.getResponseBody()) : exchange.getResponseBody()) {
            content.transferTo(body);
        }
    }
}
