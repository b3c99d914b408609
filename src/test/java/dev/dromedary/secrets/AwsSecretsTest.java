package dev.dromedary.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.UnavailableException;
import dev.dromedary.settings.ConfigurationException;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The SDK's own clients, against a server that speaks the protocols of the two stores. */
class AwsSecretsTest {

    private static final String CANARY = "canary-93c1";

    private final SecretsServer server = new SecretsServer();
    private final AwsSecrets secrets = new AwsSecrets(Duration.ofMillis(500), Duration.ofSeconds(1));
    private final Map<String, String> former = new TreeMap<>();

    @BeforeEach
    void pointTheSdkAtTheServer() {
        set("aws.region", "eu-central-1");
        set("aws.accessKeyId", "test");
        set("aws.secretAccessKey", "test");
        set("aws.endpointUrlSecretsManager", server.endpoint());
        set("aws.endpointUrlSsm", server.endpoint());
    }

    private void set(String property, String value) {
        former.put(property, System.getProperty(property, ""));
        System.setProperty(property, value);
    }

    @AfterEach
    void close() {
        former.forEach((property, value) -> {
            if (value.isEmpty()) {
                System.clearProperty(property);
            } else {
                System.setProperty(property, value);
            }
        });
        secrets.close();
        server.close();
    }

    @Test
    void aSecretIsTakenWholeOrByAField() {
        server.with("plain", CANARY).with("prod/db", "{\"user\": \"me\", \"password\": \"a{{b}}$1\", \"port\": 5432}");

        assertThat(secrets.fetch("aws", "plain")).isEqualTo(CANARY);
        assertThat(secrets.fetch("aws", "prod/db#password")).isEqualTo("a{{b}}$1");
        assertThat(secrets.fetch("aws", "prod/db#port")).isEqualTo("5432");
        assertThat(server.requests()).isEqualTo(2);
    }

    @Test
    void aParameterIsDecrypted() {
        server.with("/prod/token", CANARY);

        assertThat(secrets.fetch("aws-parameter-store", "/prod/token")).isEqualTo(CANARY);
    }

    @Test
    void whatIsNotThereIsNamed() {
        refused("aws", "absent", "the secret absent does not exist in this account and region");
        refused("aws", "absent#x", "the secret absent does not exist in this account and region");
        refused("aws-parameter-store", "/none", "the parameter /none does not exist in this account and region");
    }

    @Test
    void aFieldThatIsNotThereIsNamedAndNothingOfTheSecretShown() {
        server.with("db", "{\"password\": \"" + CANARY + "\"}").with("text", CANARY);

        refused(
                "aws",
                "db#passwort",
                "the secret db has no text or number in the field passwort; did you mean \"password\"?");
        refused("aws", "text#password", "the secret text is no JSON, so it has no field password");
    }

    @Test
    void whatIsRefusedIsNotAskedForAgain() {
        server.with("db", CANARY).refuse("AccessDeniedException");

        refused("aws", "db", "the secret db is refused to us by AWS (AccessDeniedException)");
        assertThat(server.requests()).isEqualTo(1);
    }

    @Test
    void aStoreThatDoesNotAnswerIsNotWaitedForForEver() {
        server.with("db", CANARY).fallSilent();

        assertThatThrownBy(() -> secrets.fetch("aws", "db"))
                .isInstanceOf(UnavailableException.class)
                .hasMessageStartingWith("the secret db cannot be asked for: AWS does not answer (ApiCall");
    }

    private void refused(String store, String name, String message) {
        assertThatThrownBy(() -> secrets.fetch(store, name))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message)
                .hasMessageNotContaining(CANARY)
                .hasNoCause();
    }
}
