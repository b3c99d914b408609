package dev.dromedary.alerts;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Durations;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLException;

/**
 * An HTTP endpoint that takes JSON. Its address may be a secret, as Slack's is, and is in no message of an exception, no log
 * line and no endpoint of Camel. Redirects are not followed. Thread-safe.
 */
public final class Webhook {

    /** Codes that blame the message; all others blame the endpoint or its address, which somebody may put right. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 422);

    private final URI address;
    private final String method;
    private final String authorization;
    private final SecretKeySpec secret;
    private final Duration timeout;
    private final HttpClient client;

    private Webhook(Builder builder, URI address) {
        this.address = address;
        this.method = builder.method;
        this.authorization = builder.authorization;
        this.secret = builder.secret == null
                ? null
                : new SecretKeySpec(builder.secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
        this.timeout = builder.timeout;
        // A client has a thread, which one that is not in use does not need.
        this.client = address == null
                ? null
                : HttpClient.newBuilder()
                        .connectTimeout(timeout)
                        .version(HttpClient.Version.HTTP_1_1)
                        .build();
    }

    /**
     * Sends a JSON text. With a secret the header {@code Dromedary-Signature} is {@code sha256=} and the HMAC-SHA256 of the
     * body under it, in hexadecimal digits.
     *
     * @throws DeliveryException if the endpoint does not answer with 2xx in time
     */
    public void post(String body) throws DeliveryException {
        // The request's own timeout ends where the headers of the answer are there; this one holds for all of it.
        CompletableFuture<HttpResponse<Void>> response =
                client.sendAsync(request(body), HttpResponse.BodyHandlers.discarding());
        try {
            check(response.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException e) {
            throw late();
        } catch (ExecutionException e) {
            throw broken(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeliveryException.unavailable("the process ends");
        } finally {
            response.cancel(true);
        }
    }

    private DeliveryException late() {
        return DeliveryException.unavailable("no answer within " + timeout.toMillis() + " ms");
    }

    private DeliveryException broken(Throwable cause) {
        if (cause instanceof HttpTimeoutException) {
            return late();
        }
        if (cause instanceof ConnectException) {
            return DeliveryException.unavailable("its server is not reached");
        }
        if (cause instanceof SSLException) {
            return DeliveryException.unavailable("no TLS connection: the certificate may not be trusted");
        }
        return DeliveryException.unavailable(
                "the connection broke: " + cause.getClass().getSimpleName());
    }

    private HttpRequest request(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Content-Type", "application/json; charset=utf-8")
                .header("User-Agent", "Dromedary")
                .method(method, HttpRequest.BodyPublishers.ofByteArray(bytes));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (secret != null) {
            request.header("Dromedary-Signature", "sha256=" + signature(bytes));
        }
        return request.build();
    }

    private String signature(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    private static void check(int code) throws DeliveryException {
        if (REFUSALS.contains(code)) {
            throw DeliveryException.refused("it answers " + code);
        }
        if (code / 100 != 2) {
            throw DeliveryException.unavailable("it answers " + code);
        }
    }

    /** Makes a {@link Webhook} from properties, as routes declare it. */
    public static final class Builder {

        private boolean enabled = true;
        private String setting = "the address of a webhook";
        private String url;
        private String method = "POST";
        private String authorization;
        private String secret;
        private Duration timeout = Duration.ofSeconds(10);

        /** Whether it is in use; one that is not needs no address. */
        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        /** Name of the setting with the address, for messages. */
        public void setSetting(String setting) {
            this.setting = setting;
        }

        /** The address: http or https. */
        public void setUrl(String url) {
            this.url = url;
        }

        /** POST or PUT. */
        public void setMethod(String method) {
            this.method = method;
        }

        /** The header {@code Authorization}. */
        public void setAuthorization(String authorization) {
            this.authorization = authorization;
        }

        /** What bodies are signed with. */
        public void setSecret(String secret) {
            this.secret = secret;
        }

        public void setTimeout(String timeout) {
            this.timeout = Durations.parse(timeout);
        }

        /** @throws ConfigurationException if it is enabled, and the address is missing or none */
        public Webhook build() {
            if (enabled && authorization != null && !authorization.matches("[ -~]+")) {
                // The client's own message would quote it.
                throw new ConfigurationException(
                        "the header Authorization beside " + setting + " has characters that no header takes");
            }
            return new Webhook(this, enabled ? address() : null);
        }

        /** Says nothing of the address itself, which may be a secret. */
        private URI address() {
            if (url == null) {
                throw new ConfigurationException(
                        setting + " is not set, and alerts are to be sent there: set it to the address of the webhook,"
                                + " https://...");
            }
            try {
                URI uri = new URI(url.strip());
                String scheme = String.valueOf(uri.getScheme());
                if (scheme.matches("(?i)https?") && uri.getHost() != null && uri.getUserInfo() == null) {
                    return uri;
                }
            } catch (URISyntaxException e) {
                // As below: its message would quote the address.
                throw misfit();
            }
            throw misfit();
        }

        private ConfigurationException misfit() {
            return new ConfigurationException(
                    setting + " is no address of a webhook: it must be like https://host/path, without a user");
        }
    }
}
