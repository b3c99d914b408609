package dev.dromedary.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** How commands choose letters, and what wrong choices are told. */
class ChosenLettersTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path folder;

    private final RouteFolder routes = RouteFolder.open(Optional.empty());
    private Database database;
    private DeadLetters letters;

    @BeforeEach
    void storeOfEachReason() throws Exception {
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
        database = builder.build();
        letters = new DeadLetters(database, folder.resolve("dead-letters.keyset"));
        letters.check();
        for (String pipeline : List.of("logins", "of-former-times")) {
            List<Rejection> rejections = Arrays.stream(Reason.values())
                    .map(reason ->
                            new Rejection(new SourceRecord(reason.code(), NOW, 1, "payload"), reason, "$", "is wrong"))
                    .toList();
            letters.store(Batch.of(pipeline, List.of()).landed(0, 0, rejections));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Map<String, Long> chosen(String... arguments) {
        ChosenLetters chosen = CommandLine.populateCommand(new ChosenLetters(), arguments);
        return letters.counts(chosen.of(letters, routes));
    }

    private DeadLetter letter(String pipeline, String reason) {
        List<DeadLetter> found = new ArrayList<>();
        Selection selection = Selection.all().of(pipeline);
        letters.list(selection, letter -> {
            if (letter.reason().equals(reason)) {
                found.add(letter);
            }
        });
        return found.get(0);
    }

    @Test
    void openLettersAreChosenByIdOrByFilters() {
        String id = letter("logins", "error").id();

        assertThat(chosen(id, id)).isEqualTo(Map.of("logins", 1L));
        assertThat(chosen("--pipeline", "logins")).isEqualTo(Map.of("logins", 4L));
        assertThat(chosen("--reason", "refused")).isEqualTo(Map.of("logins", 1L, "of-former-times", 1L));
        assertThat(chosen("--pipeline", "of-former-times", "--reason", "refused"))
                .as("a pipeline that is no more")
                .isEqualTo(Map.of("of-former-times", 1L));
        letters.landed("logins", "error");
        assertThat(chosen("--pipeline", "logins")).isEqualTo(Map.of("logins", 3L));
    }

    @Test
    void whatCannotBeChosenIsSaid() {
        String landed = letter("logins", "error").id();
        letters.landed("logins", "error");
        String discarded = letter("logins", "invalid").id();
        letters.discard(Selection.ofIds(List.of(discarded)), "a test", ids -> {});

        assertMisuse("name the letters");
        assertMisuse("name the letters", landed, "--reason", "error");
        assertMisuse("there is no dead letter 0123; see", "0123");
        assertMisuse(landed + " is not open: it was landed at 20", landed);
        assertMisuse(discarded + " is not open: it was discarded at 20", discarded);
        assertMisuse("no open dead letter matches", "--pipeline", "logins", "--reason", "error");
        assertMisuse("no open dead letter matches", "--pipeline", "catalog");
        assertMisuse("there is no reason \"invalit\"", "--reason", "invalit");
        assertMisuse("did you mean \"invalid\"?", "--reason", "invalit");
        assertMisuse("did you mean \"logins\"?", "--pipeline", "login");
        assertMisuse("did you mean \"of-former-times\"?", "--pipeline", "of-former-time");
        assertMisuse(
                "10001 ids are too many",
                IntStream.range(0, 10_001).mapToObj(Integer::toString).toArray(String[]::new));
    }

    private void assertMisuse(String message, String... arguments) {
        assertThatThrownBy(() -> chosen(arguments))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "24h, 2026-02-28T12:00:00Z",
        "7d, 2026-02-22T12:00:00Z",
        "2026-01-31, 2026-01-31T00:00:00Z",
        "2026-01-31T08:30:00Z, 2026-01-31T08:30:00Z"
    })
    void aTimeIsAnInstantADateOrADurationBack(String text, Instant time) {
        assertThat(LetterFilter.time(text, NOW)).isEqualTo(time);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "7", "", "2026-02-30", "-7d", "999999999999d"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> LetterFilter.time(text, NOW))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("--since is \"" + text + "\"", "24h", "2026-01-31");
    }
}
