package dev.dromedary.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings whose values stand elsewhere: in files that the environment names, and where secrets are kept. */
class SecretSettingsTest {

    private static final String CANARY = "canary-51ee";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> secrets = new HashMap<>();

    private Settings load() {
        return Settings.load(directory, environment, Set.of("orders.token"), (store, name) -> {
            String value = secrets.get(store + ":" + name);
            if (value == null) {
                throw new ConfigurationException("the secret " + name + " does not exist");
            }
            return value;
        });
    }

    private Path mount(String content) throws IOException {
        return Files.writeString(directory.resolve("mounted"), content);
    }

    private void refused(String message) {
        assertThatThrownBy(this::load)
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(message)
                .hasMessageNotContaining(CANARY);
    }

    @Test
    void aFileHoldsAValueWithoutTheEndOfItsLine() throws IOException {
        environment.put("WAREHOUSE_PASSWORD_FILE", mount(CANARY + "\r\n").toString());
        environment.put("STATE_PASSWORD_FILE", "");
        environment.put("ORDERS_TOKEN_FILE", directory.resolve("mounted").toString());

        assertThat(load().text("warehouse.password")).isEqualTo(CANARY);
        assertThat(load().text("orders.token")).isEqualTo(CANARY);
        assertThat(load().find("state.password")).isEmpty();
        assertThat(Settings.misspelt(environment)).isEmpty();
    }

    @Test
    void onlyTheEndOfTheLineIsLeftOut() throws IOException {
        environment.put("WAREHOUSE_PASSWORD_FILE", mount(" two \n\n").toString());

        assertThat(load().text("warehouse.password")).isEqualTo(" two \n");
    }

    @Test
    void whatCamelWouldTakeForItsOwnIsRefused() throws IOException {
        String words =
                "WAREHOUSE_PASSWORD: warehouse.password contains {{ or begins with #bean:, RAW( or the like, which Camel"
                        + " takes for its own; choose another";
        for (String taken : List.of(CANARY + "{{x}}", "#bean:" + CANARY, "RAW(" + CANARY + ")")) {
            environment.put("WAREHOUSE_PASSWORD", taken);
            refused("environment variable " + words);
            environment.put("WAREHOUSE_PASSWORD", "{{aws:db}}");
            secrets.put("aws:db", taken);
            refused("environment variable " + words);
            environment.remove("WAREHOUSE_PASSWORD");
            environment.put("WAREHOUSE_PASSWORD_FILE", mount(taken).toString());
            refused("environment variable " + words.replace("PASSWORD:", "PASSWORD_FILE:"));
            environment.remove("WAREHOUSE_PASSWORD_FILE");
        }
        environment.put("WAREHOUSE_PASSWORD", "#$}\\" + CANARY);
        assertThat(load().text("warehouse.password")).isEqualTo("#$}\\" + CANARY);
    }

    @Test
    void theTokenFileKeepsItsOwnMeaning() throws IOException {
        environment.put("MANAGEMENT_TOKEN_FILE", mount(CANARY).toString());

        assertThat(load().find("management.token")).isEmpty();
        assertThat(load().path("management.token-file")).isEqualTo(directory.resolve("mounted"));
    }

    @Test
    void aVariableOfAnotherKeyNamesNoFile() {
        environment.put("ORDERS_FILE", CANARY);

        Settings settings = Settings.load(directory, environment, Set.of("orders", "orders.file"));

        assertThat(settings.text("orders.file")).isEqualTo(CANARY);
        assertThat(settings.find("orders")).isEmpty();
    }

    @Test
    void aFileBesideAValueIsRefused() throws IOException {
        environment.put("WAREHOUSE_PASSWORD_FILE", mount(CANARY).toString());
        environment.put("WAREHOUSE_PASSWORD", CANARY);

        refused("environment variables WAREHOUSE_PASSWORD and WAREHOUSE_PASSWORD_FILE are both set; unset one of them");
    }

    @Test
    void aFileThatIsNoGoodIsRefused() throws IOException {
        Path absent = directory.resolve("absent");
        environment.put("WAREHOUSE_PASSWORD_FILE", absent.toString());
        refused("environment variable WAREHOUSE_PASSWORD_FILE: " + absent + " does not exist");

        environment.put("WAREHOUSE_PASSWORD_FILE", mount("\n").toString());
        refused("environment variable WAREHOUSE_PASSWORD_FILE: " + directory.resolve("mounted") + " is empty");

        mount(CANARY.repeat(10_000));
        refused("environment variable WAREHOUSE_PASSWORD_FILE: " + directory.resolve("mounted")
                + " is larger than 64 KiB, which no setting is");

        Files.write(directory.resolve("mounted"), new byte[] {'x', (byte) 0xff});
        refused("environment variable WAREHOUSE_PASSWORD_FILE: " + directory.resolve("mounted") + " is not UTF-8");

        environment.put("WAREHOUSE_PASSWORD_FILE", directory.toString());
        refused("environment variable WAREHOUSE_PASSWORD_FILE: " + directory + " cannot be read (IOException)");
    }

    @Test
    void theValueOfAFileIsCheckedAndNotShown() throws IOException {
        environment.put("LOGINS_WORKERS_FILE", mount(CANARY).toString());

        refused(
                "environment variable LOGINS_WORKERS_FILE: what stands there is no value for logins.workers, which is of"
                        + " type integer [1, 16]");
    }

    @Test
    void referencesToSecretsStandAnywhereInAValue() throws IOException {
        secrets.put("aws:prod/db#password", "a$1\\{aws:none}}");
        secrets.put("aws-parameter-store:/prod/host", "db.example.com");
        Files.writeString(
                directory.resolve("application.properties"),
                "warehouse.url=jdbc:postgresql://{{aws-parameter-store:/prod/host}}/d\n"
                        + "orders.token=<{{ aws:x }}>\n");
        environment.put("WAREHOUSE_PASSWORD", "{{aws:prod/db#password}}");

        assertThat(load().text("warehouse.url")).isEqualTo("jdbc:postgresql://db.example.com/d");
        assertThat(load().text("warehouse.password")).isEqualTo("a$1\\{aws:none}}");
        assertThat(load().text("orders.token")).isEqualTo("<{{ aws:x }}>");
    }

    @Test
    void aReferenceThatLeadsNowhereIsRefusedWithTheKey() {
        environment.put("WAREHOUSE_PASSWORD", "{{aws:gone}}");
        refused("environment variable WAREHOUSE_PASSWORD: warehouse.password: the secret gone does not exist");

        environment.put("WAREHOUSE_PASSWORD", "{{aws:#password}}");
        refused("environment variable WAREHOUSE_PASSWORD: warehouse.password: {{aws:#password}} names no secret");
    }

    @Test
    void aSecretInTheWrongPlaceIsNotShown() {
        secrets.put("aws:x", CANARY);
        environment.put("LOGINS_WAIT_TIME", "{{aws:x}}");

        refused("environment variable LOGINS_WAIT_TIME: what stands there is no value for logins.wait-time, which is of"
                + " type duration [0s, 20s]");
    }

    @Test
    void whoOnlyLooksAsksForNoSecret() {
        environment.put("LOGINS_WAIT_TIME", "{{aws:x}}");
        environment.put("WAREHOUSE_PASSWORD", "{{aws:x}}");

        Settings settings = Settings.load(directory, environment, Set.of());

        assertThat(settings.text("logins.wait-time")).isEqualTo("20s");
        assertThat(settings.find("warehouse.password")).isEmpty();
    }

    @Test
    void whatStandsElsewhereIsKnownForASecretWhateverItsKey() throws IOException {
        environment.put("LOGINS_QUEUE", "https://host/{{aws:queue}}");
        environment.put("ORDERS_TOKEN_FILE", mount("in-a-file").toString());
        environment.put("WAREHOUSE_USER", "nobody");
        secrets.put("aws:queue", CANARY);

        assertThat(load().secrets()).containsExactlyInAnyOrder(CANARY, "in-a-file");
        assertThat(load().with("a", "b").secrets()).hasSize(2);
    }
}
