package dev.dromedary.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.audit.AuditLog;
import dev.dromedary.database.Database;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters}: what could not be stored, and why. */
@Command(
        name = "dead-letters",
        description = "Shows the records that could not be stored, and why.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: dromedary dead-letters list --pipeline logins"})
final class DeadLettersCommand {

    private static final String SQLITE = "jdbc:sqlite:";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Command(
            name = "list",
            description = "Lists dead letters, latest first; never their payloads.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary dead-letters list --json"})
    int list(
            @Option(names = "--pipeline", paramLabel = "NAME", description = "Only those of this pipeline.")
                    String pipeline,
            @Option(names = "--json", description = "Print a JSON array.") boolean json) {
        return with(settings(), letters -> {
            if (json) {
                printArray(letters, Optional.ofNullable(pipeline));
            } else {
                printTable(letters, Optional.ofNullable(pipeline));
            }
            return 0;
        });
    }

    @Command(
            name = "show",
            description = {
                "Shows one dead letter. With --payload also the record as it was received, which is raw personal data:",
                "that is written to the audit log (audit.log) first."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary dead-letters show 0a1b2c3d4e5f6071"})
    int show(
            @Parameters(paramLabel = "ID", description = "The letter's id, from dead-letters list.") String id,
            @Option(names = "--payload", description = "Decrypt and print the payload too.") boolean payload,
            @Option(names = "--json", description = "Print a JSON object.") boolean json) {
        Settings settings = settings();
        return with(settings, letters -> {
            DeadLetter letter = letters.find(id)
                    .orElseThrow(() -> new ConfigurationException(
                            "there is no dead letter " + id + "; see dromedary dead-letters list"));
            Map<String, Object> fields = fields(letter);
            if (payload) {
                new AuditLog(settings.path("audit.log"))
                        .append("show-payload", Map.of("key", letter.keyId(), "dead-letter", letter.id()));
                fields.put("payload", letters.payload(id).orElseThrow());
            }
            print(fields, json);
            return 0;
        });
    }

    private static Settings settings() {
        return RoutesOption.settings();
    }

    private static int with(Settings settings, Function<DeadLetters, Integer> work) {
        String url = settings.text("state.url");
        if (url.startsWith(SQLITE) && !Files.exists(Path.of(url.substring(SQLITE.length())))) {
            throw new ConfigurationException("state.url: " + url.substring(SQLITE.length())
                    + " does not exist; run a pipeline first, or name the state of one");
        }
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl(url);
        settings.find("state.user").ifPresent(builder::setUser);
        settings.find("state.password").ifPresent(builder::setPassword);
        try (Database state = builder.build()) {
            return work.apply(new DeadLetters(state, settings.path("dead-letters.keyset")));
        }
    }

    private static void printTable(DeadLetters letters, Optional<String> pipeline) {
        String form = "%-16s  %-10s  %-9s  %-16s  %8s  %-20s  %-36s  %s%n";
        System.out.printf(form, "ID", "PIPELINE", "REASON", "PATH", "ATTEMPTS", "FAILED AT", "SOURCE", "DETAIL");
        letters.list(
                pipeline,
                letter -> System.out.printf(
                        form,
                        letter.id(),
                        letter.pipeline(),
                        letter.reason(),
                        letter.path(),
                        letter.attempts(),
                        letter.failedAt().truncatedTo(ChronoUnit.SECONDS),
                        letter.sourceId(),
                        letter.detail()));
    }

    private static void printArray(DeadLetters letters, Optional<String> pipeline) {
        try (JsonGenerator generator = JSON.createGenerator(System.out)) {
            generator.writeStartArray();
            letters.list(pipeline, letter -> write(generator, fields(letter)));
            generator.writeEndArray();
            generator.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(JsonGenerator generator, Map<String, Object> fields) {
        try {
            generator.writePOJO(fields);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void print(Map<String, Object> fields, boolean json) {
        if (json) {
            try {
                System.out.println(JSON.writeValueAsString(fields));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        } else {
            fields.forEach((name, value) -> System.out.printf("%-14s %s%n", name, value));
        }
    }

    private static Map<String, Object> fields(DeadLetter letter) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", letter.id());
        fields.put("pipeline", letter.pipeline());
        fields.put("source", letter.sourceId());
        fields.put("reason", letter.reason());
        fields.put("path", letter.path());
        fields.put("detail", letter.detail());
        fields.put("attempts", letter.attempts());
        fields.put("sentAt", letter.sentAt().toString());
        fields.put("failedAt", letter.failedAt().toString());
        fields.put("key", letter.keyId());
        fields.put("payloadBytes", letter.payloadBytes());
        return fields;
    }
}
