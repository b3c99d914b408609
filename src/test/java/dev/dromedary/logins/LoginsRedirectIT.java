package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.HttpFaults;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LetterRedirect;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TcpProxy;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.sqs.model.Message;

/** Dead letters that a user's own route sends to a real SQS queue as well, which is down for a while. */
class LoginsRedirectIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String CANARY = "canary-4711";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    @Test
    void theSourceIsToldWhenTheOtherQueueHasTheLettersToo() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        String queue = "letters-" + System.nanoTime();
        String queueUrl = Sandbox.sqs().createQueue(queue);
        try (TcpProxy link = TcpProxy.before(Sandbox.sqs().endpoint().getPort());
                HttpFaults server = HttpFaults.before(URI.create("http://127.0.0.1:" + link.port()))) {
            LetterRedirect.toQueue(folder, queue, server.endpoint().getPort());
            JarProcess.Setup setup =
                    sandbox.setup().with("FAILURES_CIRCUIT_FAILURES", "1").with("FAILURES_ATTEMPTS", "0");
            try (JarProcess run = setup.start("run", "logins")) {
                await().atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(run.errors()).contains("Started logins"));
                server.add(request -> request.operation().equals("SendMessage"), HttpFaults.Fault.SLOW_DOWN);
                sandbox.send(List.of(
                        "no JSON of " + CANARY, "{\"user_id\": \"" + CANARY + "\"}", new LoginSamples(1).good()));
                await("a server that has too much to do is waited for")
                        .atMost(PATIENCE)
                        .untilAsserted(() -> assertThat(run.errors())
                                .containsPattern("circuit open, its source pauses: .*SqsException")
                                .contains("waits and tries again: software.amazon.awssdk.services.sqs"));
                link.cut();
                server.reset();
                await("and so is one that is gone").atMost(PATIENCE).untilAsserted(() -> assertThat(run.errors())
                        .contains("waits and tries again: software.amazon.awssdk.core.exception.SdkClient"));
                assertThat(sandbox.count())
                        .as("the batch has come to the dead letters")
                        .isOne();
                assertThat(sandbox.depth()).as("nothing is acknowledged").isEqualTo(3);

                link.restore();

                await().atMost(PATIENCE).until(() -> sandbox.depth() == 0);
                run.terminate();
                assertThat(run.awaitExit(PATIENCE)).isZero();
                assertThat(run.errors() + run.output()).doesNotContain(CANARY);
            }
        }
        List<JsonNode> letters = new ArrayList<>();
        JSON.readTree(sandbox.deadLetters()).forEach(letters::add);
        assertThat(letters).hasSize(2);
        List<Message> messages = LetterRedirect.receive(queueUrl);
        assertThat(messages).hasSizeGreaterThanOrEqualTo(2);
        for (Message message : messages) {
            JsonNode sent = JSON.readTree(message.body());
            JsonNode letter = letters.stream()
                    .filter(one -> one.get("id").equals(sent.get("id")))
                    .findFirst()
                    .orElseThrow();
            for (String field :
                    List.of("pipeline", "source", "reason", "path", "detail", "attempts", "sentAt", "key")) {
                assertThat(sent.get(field)).as(field).isEqualTo(letter.get(field));
            }
            byte[] payload = Base64.getDecoder().decode(sent.get("payload").asText());
            assertThat(payload).hasSize(letter.get("payloadBytes").asInt());
            assertThat(message.body() + new String(payload, java.nio.charset.StandardCharsets.ISO_8859_1))
                    .doesNotContain(CANARY, "no JSON of");
        }
    }
}
