package dev.dromedary.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.dromedary.sandbox.Certificates;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.tls.TlsContext;
import dev.dromedary.tls.Trust;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process whose management port speaks TLS, and those who talk to it. */
class ManagementTlsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder;

    @TempDir
    private Path strangersFolder;

    private final int port = LoopbackPorts.free();
    private Certificates authority;
    private JarProcess.Setup setup;
    private JarProcess process;

    @BeforeEach
    void start() {
        authority = new Certificates(folder);
        String queue = "tls-" + System.nanoTime();
        Sandbox.sqs().createQueue(queue);
        setup = JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .with("WAREHOUSE_URL", "jdbc:sqlite:data/warehouse.db")
                .with("MASKING_MODE", "sha256")
                .with("LOGINS_QUEUE", queue)
                .with("MANAGEMENT_ENABLED", "true")
                .with("MANAGEMENT_PORT", Integer.toString(port));
    }

    @AfterEach
    void stop() {
        if (process != null) {
            process.close();
        }
    }

    private void run(JarProcess.Setup secured) {
        process = secured.start("run", "logins");
        await().atMost(PATIENCE).until(() -> process.errors().contains("Management on https://127.0.0.1:" + port));
    }

    private int call(Certificates trusted, String host) throws IOException, InterruptedException {
        return send(
                        trusted,
                        "GET",
                        "https://" + host + ":" + port + "/pipelines",
                        "",
                        "Authorization",
                        "Bearer " + token())
                .statusCode();
    }

    private String token() throws IOException {
        return Files.readString(folder.resolve("data/management.token")).strip();
    }

    /** @param headers names and values in turns */
    private static HttpResponse<String> send(
            Certificates trusted, String method, String url, String body, String... headers)
            throws IOException, InterruptedException {
        Trust trust = Trust.of("x", trusted.authority(), Optional.empty());
        HttpClient client =
                HttpClient.newBuilder().sslContext(TlsContext.trusting(trust)).build();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url)).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Hawtio's login and what it asks, by TLS alone. */
    private void useTheConsole() throws Exception {
        String own = "https://127.0.0.1:" + port;
        String question = "{\"type\":\"version\"}";
        assertThat(send(authority, "GET", own + "/hawtio/", "").body()).contains("<html");
        HttpResponse<String> in = send(
                authority,
                "POST",
                own + "/hawtio/auth/login",
                "{\"username\":\"dromedary\",\"password\":\"" + token() + "\"}",
                "Origin",
                own);
        assertThat(in.statusCode()).isEqualTo(200);
        String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie.split("; ")).contains("Path=/", "HttpOnly", "SameSite=Strict", "Secure");

        String session = cookie.substring(0, cookie.indexOf(';'));
        for (String origin : List.of(own, "http://127.0.0.1:" + port, "https://example.com", "null")) {
            assertThat(send(authority, "POST", own + "/jolokia", question, "Cookie", session, "Origin", origin)
                            .statusCode())
                    .as(origin)
                    .isEqualTo(origin.equals(own) ? 200 : 403);
        }
        assertThat(send(authority, "POST", own + "/jolokia", question).statusCode())
                .isEqualTo(403);
        assertThatThrownBy(() -> send(authority, "GET", own.replace("https:", "http:") + "/hawtio/", ""))
                .isInstanceOf(IOException.class);
    }

    @Test
    void thePortSpeaksTlsAndStatusKnowsIt() throws Exception {
        Certificates.Issued issued = authority.issue("port", "127.0.0.1");
        JarProcess.Setup secured = setup.with(
                        "MANAGEMENT_TLS_CERTIFICATE", issued.pkcs12("secret").toString())
                .with("MANAGEMENT_TLS_KEY_PASSWORD", "secret");
        run(secured);

        assertThat(call(authority, "127.0.0.1")).isEqualTo(200);
        assertThatThrownBy(() -> call(authority, "localhost")).isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(() -> call(new Certificates(strangersFolder), "127.0.0.1"))
                .isInstanceOf(SSLHandshakeException.class);
        assertThatThrownBy(this::speakTls11).isInstanceOf(SSLHandshakeException.class);
        useTheConsole();

        assertThat(secured.run("status").output()).contains("logins", "running");
        assertThat(secured.with("MANAGEMENT_TLS_TRUST", authority.authority().toString())
                        .run("status")
                        .output())
                .contains("running");
        JarProcess misled = secured.with(
                        "MANAGEMENT_TLS_TRUST",
                        new Certificates(strangersFolder).authority().toString())
                .run("status");
        assertThat(misled.exitCode()).isEqualTo(2);
        assertThat(misled.errors())
                .startsWith("dromedary: management.tls: the process on 127.0.0.1:" + port
                        + " shows a certificate that is not trusted for that host");
    }

    private void speakTls11() throws Exception {
        SSLContext context = TlsContext.trusting(Trust.of("x", authority.authority(), Optional.empty()));
        try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
            socket.setEnabledProtocols(new String[] {"TLSv1.1"});
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.startHandshake();
        }
    }

    @Test
    void statusTakesNoOtherCertificate() {
        Certificates.Issued issued = authority.issue("port");
        run(setup.with("MANAGEMENT_TLS_CERTIFICATE", issued.certificate().toString())
                .with("MANAGEMENT_TLS_KEY", issued.key().toString()));

        JarProcess other = setup.with(
                        "MANAGEMENT_TLS_CERTIFICATE",
                        authority.issue("other", "127.0.0.1").both().toString())
                .run("status");

        assertThat(other.exitCode()).isEqualTo(2);
        assertThat(other.errors()).contains("shows a certificate that is not ours");
    }

    @Test
    void aFileThatCannotBeReadIsToldInOneLine() {
        JarProcess run = setup.with("MANAGEMENT_TLS_CERTIFICATE", "absent.p12").run("run", "logins");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.errors()).isEqualTo("dromedary: management.tls.certificate: absent.p12 does not exist\n");
    }

    @Test
    void clearTextOnAPublicAddressIsWarnedOf() {
        process = setup.with("MANAGEMENT_ADDRESS", "0.0.0.0").start("run", "logins");

        await().atMost(PATIENCE).until(() -> process.errors()
                .contains("The management token travels in clear text to 0.0.0.0; set management.tls.certificate"));
    }
}
