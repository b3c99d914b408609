package dev.dromedary.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoopbackPorts;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in at the management port of a real process, and what a browser gets there; with live reload: MBeans come and go. */
class ConsoleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final String VERSION = "{\"type\":\"version\"}";
    private static final String[] BROWSER = {"Accept", "text/html,*/*;q=0.8"};

    @TempDir
    private static Path folder;

    private static final int PORT = LoopbackPorts.free();
    private static PortClient port;
    private static JarProcess.Setup setup;
    private static JarProcess process;

    @BeforeAll
    static void start() throws IOException {
        Files.createDirectories(folder.resolve("routes"));
        route("orders");
        port = new PortClient(PORT, folder);
        setup = JarProcess.Setup.in(folder)
                .with("LOGINS_ENABLED", "false")
                .with("PRODUCTS_ENABLED", "false")
                .with("CATALOG_ENABLED", "false")
                .with("MANAGEMENT_ENABLED", "true")
                .with("MANAGEMENT_PORT", Integer.toString(PORT));
        process = setup.start("run", "--watch");
        await().atMost(PATIENCE).until(() -> process.errors().contains("Management on"));
    }

    private static void route(String name) throws IOException {
        Path young = Files.writeString(folder.resolve(name + ".new"), """
                - route:
                    id: copy-%1$s
                    description: Copies files.
                    from:
                      uri: file:in-%1$s?delay=1000
                      steps:
                        - to:
                            uri: file:out-%1$s
                """.formatted(name));
        Files.move(young, folder.resolve("routes/" + name + ".camel.yaml"));
    }

    @AfterAll
    static void stop() {
        process.close();
    }

    private static int jolokia(String... headers) {
        return port.send("POST", "/jolokia", VERSION, headers).statusCode();
    }

    @Test
    void whoShowsNothingOrTheWrongThingDoesNotGetIn() {
        assertThat(jolokia()).isEqualTo(403);
        assertThat(jolokia("Authorization", "Bearer " + port.token() + "x")).isEqualTo(403);
        assertThat(jolokia("Authorization", PortClient.basic("dromedary", "wrong")))
                .isEqualTo(403);
        assertThat(jolokia("Authorization", PortClient.basic("other", port.token())))
                .isEqualTo(403);
        assertThat(jolokia("Authorization", "Basic =")).isEqualTo(403);
        assertThat(jolokia("Cookie", "dromedary-" + PORT + "=")).isEqualTo(403);
        assertThat(jolokia("Authorization", "Bearer " + port.token())).isEqualTo(200);
        assertThat(jolokia("Authorization", PortClient.basic("dromedary", port.token())))
                .isEqualTo(200);
        assertThat(port.send("GET", "/hawtio/user", "").statusCode()).isEqualTo(403);
        assertThat(port.send("GET", "/jolokia", "").headers().firstValue("WWW-Authenticate"))
                .isEmpty();
    }

    @Test
    void aPersonLogsInAndOut() {
        HttpResponse<String> in = login(port.token());
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(in.statusCode()).isEqualTo(200);
        assertThat(cookie).contains("HttpOnly", "SameSite=Strict").doesNotContain(port.token());

        String session = cookie.substring(0, cookie.indexOf(';'));
        assertThat(jolokia("Cookie", session)).isEqualTo(200);
        assertThat(port.send("GET", "/hawtio/user", "", "Cookie", session).body())
                .isEqualTo("\"dromedary\"");
        assertThat(port.send("GET", "/pipelines", "", "Cookie", session).statusCode())
                .isEqualTo(200);

        assertThat(port.send("GET", "/hawtio/auth/logout", "", "Cookie", session)
                        .headers()
                        .firstValue("Location"))
                .hasValue("/hawtio/login");
        assertThat(jolokia("Cookie", session)).isEqualTo(403);
    }

    private static HttpResponse<String> login(String password) {
        return port.send(
                "POST", "/hawtio/auth/login", "{\"username\":\"dromedary\",\"password\":\"" + password + "\"}");
    }

    @Test
    void pagesOfOtherSitesAreRefused() throws IOException {
        String auth = "Bearer " + port.token();
        String own = "http://127.0.0.1:" + PORT;
        assertThat(jolokia("Authorization", auth, "Origin", own)).isEqualTo(200);
        for (List<String> foreign : List.of(
                List.of("Origin", "http://evil.example"),
                List.of("Origin", "http://127.0.0.1:1"),
                List.of("Origin", "null"),
                List.of("Sec-Fetch-Site", "cross-site"),
                List.of("Sec-Fetch-Site", "same-site"))) {
            String[] headers = {"Authorization", auth, foreign.get(0), foreign.get(1)};
            assertThat(jolokia(headers)).as(foreign.toString()).isEqualTo(403);
            assertThat(port.send("POST", "/pipelines/orders/pause", "", headers).statusCode())
                    .isEqualTo(403);
            assertThat(port.send("GET", "/hawtio/user", "", headers).statusCode())
                    .isEqualTo(403);
        }
        HttpResponse<String> link =
                port.send("GET", "/hawtio/", "", "Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate");
        assertThat(link.statusCode()).isEqualTo(200);
        assertThat(port.send("OPTIONS", "/jolokia", "", "Origin", "http://evil.example")
                        .headers()
                        .map())
                .doesNotContainKey("access-control-allow-origin");

        assertThat(port.statusFor("evil.example:" + PORT, "/pipelines")).contains("403");
        assertThat(port.statusFor("localhost:" + PORT, "/pipelines")).contains("200");
        assertThat(port.statusFor("[::1]", "/jolokia")).contains("200");
    }

    @Test
    void theConsoleIsServedAndNothingElse() {
        HttpResponse<String> page = port.send("GET", "/hawtio/", "");
        assertThat(page.body()).contains("<base href=\"/hawtio/\">", "text-view.js");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self';", "frame-ancestors 'none'");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(port.send("GET", "/hawtio", "").headers().firstValue("Location"))
                .hasValue("/hawtio/");
        assertThat(port.send("GET", "/hawtio/camel/routes", "", BROWSER).body()).isEqualTo(page.body());

        String script = page.body().replaceFirst("(?s).*src=\"(/hawtio/static/js/main[^\"]*)\".*", "$1");
        HttpResponse<String> code = port.send("GET", script, "");
        assertThat(code.statusCode()).isEqualTo(200);
        assertThat(code.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/javascript");
        assertThat(code.headers().firstValue("Cache-Control").orElseThrow()).contains("immutable");
        assertThat(port.send("GET", script, "", "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .hasValue("gzip");

        for (String path : List.of(
                "/hawtio/no-such.js",
                "/hawtio/../application.properties",
                "/hawtio/%2e%2e/application.properties",
                "/hawtio/static/%2e%2e/%2e%2e/application.properties",
                "/hawtio/..%2fapplication.properties",
                "/hawtio//application.properties",
                "/hawtio/static",
                "/hawtio/static/",
                "/hawtio/WEB-INF/web.xml",
                "/hawtios/index.html",
                "/hawtio/auth/login")) {
            HttpResponse<String> response = port.send("GET", path, "", "Authorization", "Bearer " + port.token());
            assertThat(response.statusCode()).as(path).isEqualTo(404);
            assertThat(response.body()).as(path).doesNotContain("management.");
        }
        assertThat(port.send("POST", "/hawtio/index.html", "").statusCode()).isEqualTo(405);
        assertThat(port.send("POST", "/hawtio/auth/login", "{").statusCode()).isEqualTo(400);
    }

    @Test
    void mbeansFollowThePipelines() throws IOException {
        assertThat(names()).contains("dev.dromedary:type=Pipeline,name=orders");
        route("bills");
        await().atMost(PATIENCE).until(() -> names().contains("dev.dromedary:type=Pipeline,name=bills"));
        JsonNode contexts = port.ask("{\"type\":\"search\",\"mbean\":\"org.apache.camel:type=context,*\"}")
                .get("value");
        assertThat(contexts.toString()).containsPattern("context=orders-\\d,").containsPattern("context=bills-\\d,");

        Files.delete(folder.resolve("routes/bills.camel.yaml"));
        await().atMost(PATIENCE).until(() -> !names().contains("dev.dromedary:type=Pipeline,name=bills"));
        assertThat(names()).contains("dev.dromedary:type=Pipeline,name=orders");
    }

    private static String names() {
        return port.ask("{\"type\":\"search\",\"mbean\":\"dev.dromedary:*\"}")
                .get("value")
                .toString();
    }

    @Test
    void wrongUseIsToldInOneLine() {
        JarProcess open = setup.with("MANAGEMENT_AUTHENTICATION", "none")
                .with("MANAGEMENT_ADDRESS", "0.0.0.0")
                .with("MANAGEMENT_PORT", "0")
                .run("run");

        assertThat(open.exitCode()).as(open.errors()).isEqualTo(2);
        assertThat(open.errors().lines().filter(line -> line.startsWith("dromedary:")))
                .singleElement()
                .asString()
                .startsWith("dromedary: management.authentication: none is for the loopback address")
                .contains("0.0.0.0", "management.authentication=token");
    }

    @Test
    void withoutAuthenticationAndConsoleOnlyThisMachineIsServed() {
        int another = LoopbackPorts.free();
        PortClient client = new PortClient(another, folder);
        try (JarProcess open = setup.with("MANAGEMENT_AUTHENTICATION", "none")
                .with("MANAGEMENT_CONSOLE", "false")
                .with("MANAGEMENT_PORT", Integer.toString(another))
                .start("run")) {
            await().atMost(PATIENCE).until(() -> open.errors().contains("open to everybody on this machine"));

            assertThat(client.send("GET", "/pipelines", "").body()).contains("orders");
            assertThat(client.send("GET", "/pipelines", "", "Origin", "http://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(client.send("POST", "/pipelines/orders/pause", "", "Origin", "http://evil.example")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(client.send("GET", "/hawtio/", "").statusCode()).isEqualTo(404);
            assertThat(client.send("GET", "/jolokia", "").statusCode()).isEqualTo(404);
            assertThat(setup.with("MANAGEMENT_AUTHENTICATION", "none")
                            .with("MANAGEMENT_PORT", Integer.toString(another))
                            .run("status")
                            .output())
                    .contains("orders", "running");
        }
    }
}
