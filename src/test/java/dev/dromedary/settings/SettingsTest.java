package dev.dromedary.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private static final String CANARY = "canary-7f3a";

    @TempDir
    private Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void defaultsAreInForceWhereNothingElseIsSaid() {
        Settings settings = load();

        assertThat(settings.text("logins.queue")).isEqualTo("login-queue");
        assertThat(settings.text("warehouse.url")).isEqualTo("jdbc:postgresql://localhost:5432/dromedary");
        assertThat(settings.text("state.url")).isEqualTo("jdbc:sqlite:data/state.db");
        assertThat(settings.text("masking.mode")).isEqualTo("hmac-sha256");
        assertThat(settings.duration("startup.timeout")).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.path("audit.log")).isEqualTo(Path.of("data/audit.log"));
        assertThat(settings.isTrue("logins.enabled")).isTrue();
        assertThat(settings.find("masking.keyset")).isEmpty();
        assertThat(settings.find("warehouse.password")).isEmpty();
    }

    @Test
    void aFileInTheWorkingDirectoryOverridesDefaults() {
        write("logins.queue=other", "logins.batch-size = 7 ", "warehouse.migrate=false");

        Settings settings = load();

        assertThat(settings.text("logins.queue")).isEqualTo("other");
        assertThat(settings.text("logins.batch-size")).isEqualTo("7");
        assertThat(settings.isTrue("warehouse.migrate")).isFalse();
        assertThat(settings.text("logins.workers")).isEqualTo("2");
    }

    @Test
    void theEnvironmentOverridesTheFile() {
        write("logins.queue=from-file", "logins.batch-size=7");
        environment.put("LOGINS_QUEUE", "from-environment");
        environment.put("MASKING_KEYSET", "keys.json");

        Settings settings = load();

        assertThat(settings.text("logins.queue")).isEqualTo("from-environment");
        assertThat(settings.text("logins.batch-size")).isEqualTo("7");
        assertThat(settings.path("masking.keyset")).isEqualTo(Path.of("keys.json"));
    }

    @Test
    void aHyphenAndADotAreUnderscoresInTheEnvironment() {
        environment.put("LOGINS_BATCH_SIZE", "11");
        environment.put("DEAD_LETTERS_KEYSET", "letters.json");

        assertThat(load().asMap())
                .contains(entry("logins.batch-size", "11"), entry("dead-letters.keyset", "letters.json"));
    }

    @Test
    void theFileIsReadAsUtf8() {
        write("logins.queue=anmeldungen-\u00e4\u4e2d");

        assertThat(load().text("logins.queue")).isEqualTo("anmeldungen-\u00e4\u4e2d");
    }

    @Test
    void aFileThatIsNotUtf8IsRefused() throws IOException {
        Files.write(
                directory.resolve("application.properties"),
                "logins.queue=\u00e4".getBytes(StandardCharsets.ISO_8859_1));

        refused(this::load, "application.properties", "UTF-8");
    }

    @Test
    void aFileWithABrokenEscapeIsRefused() {
        write("logins.queue=\\u00zz");

        refused(this::load, "application.properties", "UTF-8 properties");
    }

    @Test
    void anUnknownKeyIsAnErrorThatNamesTheNearest() {
        write("logins.qeue=a");

        refused(this::load, "application.properties", "logins.qeue", "did you mean \"logins.queue\"?");
    }

    @Test
    void anUnknownKeyThatIsNearNothingIsAnErrorWithoutASuggestion() {
        write("zebra=" + CANARY);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(this::load)
                .withMessage("application.properties: nothing uses the key zebra");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "warehouse.migrate  | yes      | true, false",
                "warehouse.migrate  | TRUE     | true, false",
                "masking.mode       | md5      | sha256, hmac-sha256, aes-siv",
                "masking.mode       | SHA256   | sha256, hmac-sha256, aes-siv",
                "logins.batch-size  | 0        | a whole number from 1 to 10000",
                "logins.batch-size  | 10001    | a whole number from 1 to 10000",
                "logins.batch-size  | -1       | a whole number from 1 to 10000",
                "logins.batch-size  | 1.5      | a whole number from 1 to 10000",
                "logins.batch-size  | many     | a whole number from 1 to 10000",
                "logins.batch-size  | 99999999999999999999 | a whole number from 1 to 10000",
                "failures.jitter    | 1.01     | a number from 0 to 1",
                "failures.jitter    | -0.1     | a number from 0 to 1",
                "failures.jitter    | NaN      | a number from 0 to 1",
                "failures.jitter    | half     | a number from 0 to 1",
                "startup.timeout    | 999ms    | a duration such as 200ms, 30s or 12h from 1s to 24h",
                "startup.timeout    | 25h      | a duration such as 200ms, 30s or 12h from 1s to 24h",
                "startup.timeout    | 60       | a duration such as 200ms, 30s or 12h from 1s to 24h",
                "startup.timeout    | -5s      | a duration such as 200ms, 30s or 12h from 1s to 24h",
                "logins.memory      | 1023KiB  | a size such as 64KiB or 16MiB from 1MiB to 4GiB",
                "logins.memory      | 5GiB     | a size such as 64KiB or 16MiB from 1MiB to 4GiB",
                "logins.memory      | 16MB     | a size such as 64KiB or 16MiB from 1MiB to 4GiB",
                "logins.memory      | 999999999999GiB | a size such as 64KiB or 16MiB from 1MiB to 4GiB",
            })
    void aValueOutOfItsBoundsIsRefusedWithWhereWhatAndLimit(String key, String value, String limit) {
        write(key + "=" + value);
        refused(this::load, "application.properties: " + key + " is ", value, limit);
        write("");

        String name = Setting.environmentName(key);
        environment.put(name, value);
        refused(this::load, "environment variable " + name + ": " + key + " is ", value, limit);
    }

    @ParameterizedTest
    @CsvSource({
        "logins.batch-size, 1",
        "logins.batch-size, 10000",
        "failures.jitter, 0",
        "failures.jitter, 1",
        "startup.timeout, 1s",
        "startup.timeout, 24h",
        "logins.memory, 1MiB",
        "logins.memory, 4GiB",
        "logins.wait-time, 0s",
        "warehouse.migrate, false",
        "masking.mode, aes-siv"
    })
    void theBoundsThemselvesAreAllowed(String key, String value) {
        write(key + "=" + value);

        assertThat(load().text(key)).isEqualTo(value);
    }

    @Test
    void aChoiceThatIsNearlyRightIsSuggested() {
        write("masking.mode=hmac-sha265");

        refused(this::load, "did you mean \"hmac-sha256\"?");
    }

    @Test
    void aSecretIsTakenAndNeverShown() {
        environment.put("WAREHOUSE_PASSWORD", CANARY);
        write("state.password=" + CANARY, "logins.batch-size=0");

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(this::load)
                .satisfies(e -> assertThat(e.toString()).doesNotContain(CANARY));

        write("state.password=" + CANARY);
        Settings settings = load();
        assertThat(settings.text("warehouse.password")).isEqualTo(CANARY);
        assertThat(settings.text("state.password")).isEqualTo(CANARY);
        assertThat(settings.toString()).doesNotContain(CANARY);
    }

    @Test
    void aMisspeltSecretIsNotShownEither() {
        write("warehouse.pasword=" + CANARY);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(this::load)
                .withMessageContaining("did you mean \"warehouse.password\"?")
                .satisfies(e -> assertThat(e.toString()).doesNotContain(CANARY));
    }

    @Test
    void aSecretFitsWhateverItIs() {
        Setting secret = Setting.of("some.password", "secret", null);

        secret.check("", "somewhere");
        secret.check(CANARY + "\n", "somewhere");
    }

    @Test
    void placeholdersOfAUsersRoutesAreKeysInFileAndEnvironment() {
        write("orders.queue=orders");
        environment.put("ORDERS_BATCH_SIZE", "9");

        Settings settings = Settings.load(directory, environment, Set.of("orders.queue", "orders.batch-size"));

        assertThat(settings.asMap()).contains(entry("orders.queue", "orders"), entry("orders.batch-size", "9"));
        refused(this::load, "nothing uses the key orders.queue");
    }

    @Test
    void camelsOwnSettingsPass() {
        write("camel.main.jmxEnabled=false");

        assertThat(load().text("camel.main.jmxEnabled")).isEqualTo("false");
    }

    @Test
    void aBlankOptionalValueMeansUnset() {
        write("masking.keyset=from-file", "warehouse.user=", "state.password=   ");
        environment.put("MASKING_KEYSET", " ");

        Settings settings = load();

        assertThat(settings.find("masking.keyset")).contains("from-file");
        assertThat(settings.find("warehouse.user")).isEmpty();
        assertThat(settings.find("state.password")).isEmpty();
    }

    @Test
    void aBlankValueIsAsGoodAsNone() {
        environment.put("LOGINS_BATCH_SIZE", "");
        environment.put("LOGINS_QUEUE", " ");

        assertThat(load().text("logins.batch-size")).isEqualTo("500");
        assertThat(load().text("logins.queue")).isEqualTo("login-queue");
    }

    @Test
    void aDurationNeedsItsUnit() {
        environment.put("LOGINS_WAIT_TIME", "20");

        refused(this::load, "LOGINS_WAIT_TIME", "logins.wait-time", "a duration such as 200ms, 30s or 12h");
    }

    @Test
    void theAbsenceOfAKeyIsNamed() {
        Settings settings = load();

        refused(() -> settings.text("masking.keyset"), "masking.keyset is not set");
        refused(() -> settings.path("masking.keyset"), "masking.keyset is not set");
    }

    @Test
    void misspeltEnvironmentVariablesAreFound() {
        Map<String, String> found = Settings.misspelt(Map.of(
                "LOGINS_QUEU", "a",
                "WAREHOUSE_PASWORD", "b",
                "LOGINS_QUEUE", "c",
                "LOGINS_SOMETHING_ELSE", "d",
                "HOME", "e",
                "KOGINS_QUEUE", "f"));

        assertThat(found)
                .containsOnly(entry("LOGINS_QUEU", "LOGINS_QUEUE"), entry("WAREHOUSE_PASWORD", "WAREHOUSE_PASSWORD"));
    }

    @Test
    void withSetsOneKeyOfACopy() {
        Settings settings = load();
        Settings changed = settings.with("logins.wait-time", "1s");

        assertThat(changed.duration("logins.wait-time")).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.duration("logins.wait-time")).isEqualTo(Duration.ofSeconds(20));
        assertThat(changed.text("logins.queue")).isEqualTo(settings.text("logins.queue"));
    }

    @Test
    void camelGetsDurationsInMillisecondsAndTheRestAsItIs() {
        write("failures.max-delay=2m", "orders.pause=5s");

        Settings settings = Settings.load(directory, environment, Set.of("orders.pause"));

        assertThat(settings.forCamel())
                .contains(entry("failures.delay", "500"), entry("failures.max-delay", "120000"))
                .contains(entry("logins.memory", "16MiB"), entry("logins.queue", "login-queue"))
                .containsEntry("orders.pause", "5s")
                .containsOnlyKeys(settings.asMap().keySet());
        assertThat(settings.text("failures.max-delay")).isEqualTo("2m");
    }

    @Test
    void theMapCannotBeChanged() {
        Map<String, String> values = load().asMap();

        assertThatThrownBy(() -> values.put("logins.queue", "other")).isInstanceOf(UnsupportedOperationException.class);
    }

    private Settings load() {
        return Settings.load(directory, environment, Set.of());
    }

    private void write(String... lines) {
        try {
            Files.write(directory.resolve("application.properties"), List.of(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.getMessage()).contains(parts).hasLineCount(1));
    }
}
