package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.dromedary.sandbox.HttpReceiver;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {

    private static final String PATH = "/services/T0/B0/s3cret";

    private static Webhook webhook(String url, Consumer<Webhook.Builder> change) {
        Webhook.Builder builder = new Webhook.Builder();
        builder.setSetting("alerts.http-url");
        builder.setUrl(url);
        builder.setTimeout("2s");
        change.accept(builder);
        return builder.build();
    }

    private static DeliveryException failure(String url) {
        return catchThrowableOfType(
                DeliveryException.class, () -> webhook(url, builder -> {}).post("{}"));
    }

    @Test
    void aBodyIsSentAndSigned() throws Exception {
        try (HttpReceiver receiver = HttpReceiver.answering(202)) {
            webhook(receiver.url(PATH), builder -> {
                        builder.setMethod("PUT");
                        builder.setAuthorization("Bearer abc");
                        builder.setSecret("key");
                    })
                    .post("{\"é\": 1}");

            assertThat(receiver.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("PUT");
                assertThat(request.path()).isEqualTo(PATH);
                assertThat(request.body()).isEqualTo("{\"é\": 1}");
                assertThat(request.header("Content-type")).startsWith("application/json");
                assertThat(request.header("Authorization")).isEqualTo("Bearer abc");
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
                assertThat(request.header("Dromedary-signature"))
                        .isEqualTo("sha256="
                                + HexFormat.of().formatHex(mac.doFinal("{\"é\": 1}".getBytes(StandardCharsets.UTF_8))));
            });
        }
    }

    @Test
    void withoutASecretNothingIsSigned() throws Exception {
        try (HttpReceiver receiver = HttpReceiver.answering(200)) {
            webhook(receiver.url(PATH), builder -> {}).post("{}");

            assertThat(receiver.requests()).singleElement().satisfies(request -> {
                assertThat(request.method()).isEqualTo("POST");
                assertThat(request.header("Dromedary-signature")).isEmpty();
                assertThat(request.header("Authorization")).isEmpty();
            });
        }
    }

    @Test
    void someAnswersBlameTheMessageAndOthersTheReceiver() {
        try (HttpReceiver receiver = HttpReceiver.answering(400)) {
            for (int code : new int[] {400, 413, 422}) {
                receiver.answer(code);
                assertThat(failure(receiver.url(PATH)))
                        .hasMessage("it answers " + code)
                        .matches(DeliveryException::isRefused);
            }
            for (int code : new int[] {302, 401, 403, 404, 410, 429, 500, 503}) {
                receiver.answer(code);
                assertThat(failure(receiver.url(PATH)))
                        .hasMessage("it answers " + code)
                        .matches(failure -> !failure.isRefused());
            }
            assertThat(receiver.requests()).as("no redirect is followed").hasSize(11);
        }
    }

    @Test
    @Timeout(60)
    void whatIsDownIsToldWithoutItsAddress() throws Exception {
        assertThat(failure("http://127.0.0.1:" + LoopbackPorts.free() + PATH))
                .hasMessage("its server is not reached")
                .hasNoCause();
        assertThat(failure("http://no.such.host.invalid" + PATH))
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("no.such.host")
                .hasNoCause();
        try (HttpReceiver receiver = HttpReceiver.answering(0)) {
            assertThat(failure(receiver.url(PATH)))
                    .hasMessageStartingWith("the connection broke")
                    .hasMessageNotContaining("s3cret")
                    .hasNoCause();
        }
        try (ServerSocket silent = new ServerSocket(0)) {
            assertThat(failure("http://127.0.0.1:" + silent.getLocalPort() + PATH))
                    .hasMessage("no answer within 2000 ms")
                    .hasNoCause();
        }
        try (ServerSocket headers = new ServerSocket(0)) {
            CompletableFuture<Socket> connection = CompletableFuture.supplyAsync(() -> headersOnly(headers));
            assertThat(failure("http://127.0.0.1:" + headers.getLocalPort() + PATH))
                    .hasMessage("no answer within 2000 ms")
                    .hasNoCause();
            connection.join().close();
        }
        try (HttpReceiver receiver = HttpReceiver.answering(200)) {
            assertThat(failure("https://127.0.0.1:" + receiver.port() + PATH))
                    .hasMessageNotContaining("s3cret")
                    .hasNoCause();
        }
    }

    /** Answers with the headers of a body that never comes. */
    private static Socket headersOnly(ServerSocket server) {
        try {
            Socket connection = server.accept();
            connection
                    .getOutputStream()
                    .write("HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return connection;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hooks.slack.com/s3cret",
                "ftp://host/s3cret",
                "https://",
                "https://us:s3cret@host/",
                "http:// s3cret"
            })
    void anAddressThatIsNoneIsRefusedWithoutBeingShown(String url) {
        assertThatThrownBy(() -> webhook(url, builder -> {}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("alerts.http-url is no address of a webhook")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void oneThatIsSetNeedsAnAddressAndOthersDoNot() {
        assertThatThrownBy(() -> webhook(null, builder -> {}))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageStartingWith("alerts.http-url is not set");
        assertThat(webhook(null, builder -> builder.setEnabled(false))).isNotNull();
        assertThatThrownBy(() -> webhook("https://host/", builder -> builder.setAuthorization("a\nb")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageNotContaining("a\nb");
    }
}
