package dev.dromedary.alerts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.HttpReceiver;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TcpProxy;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** A queue, a warehouse that can be cut off, receivers, and the jar set up to work on them. */
final class AlertsSandbox implements AutoCloseable {

    static final String SLACK_SECRET = "T0S3cretOfSlack";
    static final String KEY = "5ecre70fPagerDuty012345678901234";
    static final String HTTP_SECRET = "s3cretOfHttp";

    private static final JsonMapper JSON = new JsonMapper();

    private final String name = "alerts_" + System.nanoTime();
    private final String queueUrl = Sandbox.sqs().createQueue(name);
    private final String database = Sandbox.postgres().createDatabase(name);
    private final LoginSamples samples = new LoginSamples(11);
    private final TcpProxy proxy;
    private final HttpReceiver receiver = HttpReceiver.answering(200);
    private final JarProcess.Setup setup;

    AlertsSandbox(Path folder) {
        proxy = TcpProxy.before(URI.create(database.substring("jdbc:".length())).getPort());
        setup = JarProcess.Setup.in(folder)
                .withSqs(Sandbox.sqs().endpoint().toString())
                .withWarehouse(proxy.by(database), Sandbox.postgres())
                .with("MASKING_MODE", "sha256")
                .with("LOGINS_QUEUE", name)
                .with("LOGINS_WAIT_TIME", "1s")
                .with("LOGINS_VISIBILITY_TIMEOUT", "3s")
                .with("FAILURES_DELAY", "100ms")
                .with("FAILURES_MAX_DELAY", "500ms")
                .with("ALERTS_INTERVAL", "1s")
                .with("ALERTS_PAUSE", "1ms")
                .with("ALERTS_TIMEOUT", "2s")
                .with("ALERTS_CIRCUIT_OPEN", "1s")
                .with("ALERTS_HTTP", "true")
                .with("ALERTS_HTTP_URL", receiver.url("/http/" + HTTP_SECRET));
    }

    JarProcess.Setup setup() {
        return setup;
    }

    /** The setup with a state that processes share, which is cut off together with the warehouse or is not. */
    JarProcess.Setup shared(boolean withTheWarehouse) {
        return setup.with("STATE_URL", withTheWarehouse ? proxy.by(database) : database)
                .with("STATE_USER", Sandbox.postgres().user())
                .with("STATE_PASSWORD", Sandbox.postgres().password())
                .with("DEAD_LETTERS_KEYSET", "letters.keyset");
    }

    TcpProxy warehouse() {
        return proxy;
    }

    HttpReceiver receiver() {
        return receiver;
    }

    String queueUrl() {
        return queueUrl;
    }

    String good() {
        return samples.good();
    }

    void send(List<String> bodies) {
        new MessageSender(Sandbox.sqs().client(), queueUrl).send(bodies);
    }

    void sendGood(int count) {
        send(Stream.generate(samples::good).limit(count).toList());
    }

    /** Does something while nobody can write to the table: no connection breaks, and nothing gets on. */
    void whileTheTableIsLocked(Runnable work) throws SQLException {
        try (var connection = Sandbox.postgres().dataSource(database).getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("lock table user_logins in access exclusive mode");
            work.run();
            connection.rollback();
        }
    }

    /** What the HTTP receiver has got, each as {@code state pipeline rule}. */
    List<String> told() {
        return notices().stream()
                .map(notice -> notice.get("state").asText() + " "
                        + notice.get("pipeline").asText() + " "
                        + notice.get("rule").asText())
                .toList();
    }

    List<JsonNode> notices() {
        return received("/http/");
    }

    /** The bodies that came to a path. */
    List<JsonNode> received(String path) {
        return receiver.requests().stream()
                .filter(request -> request.path().startsWith(path))
                .map(request -> json(request.body()))
                .toList();
    }

    private static JsonNode json(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        receiver.close();
        proxy.close();
    }
}
