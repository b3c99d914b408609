package dev.dromedary.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.dromedary.settings.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    private final Redaction redaction = Redaction.of(Settings.defaults()
            .with("warehouse.password", "hunter2-of-the-setting")
            .with("orders.api-key", "hunter2-of-a-route")
            .with("logins.queue", "login-queue"));

    @Test
    void valuesOfSecretSettingsAreNotShown() {
        assertThat(redaction.of("it is hunter2-of-the-setting, or hunter2-of-a-route?"))
                .isEqualTo("it is xxxxxx, or xxxxxx?");
        assertThat(redaction.of("sqs-batch://login-queue")).isEqualTo("sqs-batch://login-queue");
    }

    @Test
    void whatSettingsReferToIsNotShown(@TempDir Path folder) {
        Settings settings = Settings.load(
                folder,
                Map.of("ORDERS_URL", "https://host/{{aws:path}}?x=1"),
                Set.of("orders.url"),
                (store, name) -> "hunter2-of-a-store");

        assertThat(Redaction.of(settings).of("log://orders?marker=hunter2-of-a-store%3Fx"))
                .isEqualTo("log://orders?marker=xxxxxx%3Fx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:t?sslKeyPassword=hunter2&brokers=b",
                "<to uri=\"kafka:t?brokers=b&amp;sslKeyPassword=hunter2\"/>",
                "kafka:t?saslJaasConfig=RAW(a hunter2 & more)&brokers=b",
                "kafka:t?saslJaasConfig=RAW{a) hunter2}&brokers=b",
                "parameters:\n  sasl-password: hunter2\n  brokers: b",
                "parameters:\n  password: \"hunter2 and more\"\n",
                "{\"secretKey\":\"hunter2\"}",
                "<endpoint token=\"hunter2\"/>",
                "jdbc:postgresql://me:hunter2@db:5432/x",
                "http:host?authToken=hunter2",
                "http:host?httpAuthorization=hunter2",
                "Authorization: Bearer hunter2",
            })
    void whatStandsInTheirPlaceInARouteIsNotShown(String text) {
        assertThat(redaction.of(text)).doesNotContain("hunter2").contains("xxxxxx");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka:t?sslKeyPassword={{orders.password}}",
                "<bean id=\"bean1\" description=\"Replace the address by its mask.\" ref=\"login-mask\"/>",
                "file:in?delay=1000",
                "dev.dromedary:type=Pipeline,name=logins",
                "2026-11-21T19:19:03.430Z",
            })
    void allElseIsShownAsItIs(String text) {
        assertThat(redaction.of(text)).isEqualTo(text);
    }

    @Test
    void aWordThatIsAPasswordStaysInNames() {
        Redaction words = Redaction.of(Settings.defaults()
                .with("warehouse.password", "camel")
                .with("state.password", "dromedary")
                .with("products.password", "camel-2026"));
        String name = "org.apache.camel:context=dromedary,type=context,name=\"dromedary\"";

        assertThat(words.of(Map.of(name, "it is camel"))).containsExactly(Map.entry(name, "it is xxxxxx"));
        assertThat(words.of((Object) List.of(name))).isEqualTo(List.of(name));
        assertThat(words.of("org.apache.camel:type=endpoints,name=\"a?b=camel-2026\""))
                .doesNotContain("camel-2026");
        assertThat(words.of(Map.of("a camel-2026", 1)).toString()).doesNotContain("camel-2026");
    }

    @Test
    void longTextsAreCleanedInTime() {
        String name = "a".repeat(400_000);

        String clean = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> redaction.of(name));

        assertThat(clean).isEqualTo(name);
    }

    @Test
    void objectsAndListsAreCleanedThroughout() {
        Object clean =
                redaction.of((Object) Map.of("a?password=hunter2", List.of(Map.of("b", "c?password=hunter2"), 17)));

        assertThat(clean.toString()).doesNotContain("hunter2").contains("17");
    }
}
