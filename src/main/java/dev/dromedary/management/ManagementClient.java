package dev.dromedary.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLHandshakeException;

/** Asks the management port of the process that runs here. Thread-safe. */
public final class ManagementClient {

    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final JsonMapper JSON = new JsonMapper();

    private final Settings settings;

    public ManagementClient(Settings settings) {
        this.settings = settings;
    }

    /**
     * How the pipelines of the running process stand.
     *
     * @return one report each; empty if no process answers
     * @throws ConfigurationException if it answers, and does not take our token, or we do not take its certificate
     */
    public Optional<List<JsonNode>> pipelines() throws InterruptedException {
        Optional<AccessToken> token = AccessToken.of(settings);
        if (token.isEmpty() && Access.isAsked(settings) || !settings.isTrue("management.enabled")) {
            return Optional.empty();
        }
        String host = settings.text("management.address");
        String address = (host.contains(":") ? "[" + host + "]" : host) + ":" + settings.text("management.port");
        if (!listens(host, Integer.parseInt(settings.text("management.port")))) {
            return Optional.empty();
        }
        ManagementTls tls = ManagementTls.of(settings);
        HttpClient client = tls.client().connectTimeout(PATIENCE).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create(tls.scheme() + "://" + address + "/pipelines"))
                .timeout(PATIENCE)
                .header("Authorization", token.map(AccessToken::header).orElse("none"))
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() == 401) {
                throw new ConfigurationException("management.token: the process on " + address
                        + " does not take it; use the settings and the working directory that it was started with");
            }
            if (response.statusCode() != 200) {
                return Optional.empty();
            }
            List<JsonNode> reports = new ArrayList<>();
            JSON.readTree(response.body()).get("pipelines").forEach(reports::add);
            return Optional.of(reports);
        } catch (SSLHandshakeException e) {
            throw new ConfigurationException(
                    "management.tls: the process on " + address + " shows a certificate that is not"
                            + (settings.find("management.tls.trust").isPresent() ? " trusted for that host" : " ours")
                            + "; use the settings and the working directory that it was started with");
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A look that costs less than a client of HTTP does to load, where there is mostly nobody. */
    private static boolean listens(String host, int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, port), (int) PATIENCE.toMillis());
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
