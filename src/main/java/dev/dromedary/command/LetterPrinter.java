package dev.dromedary.command;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Prints dead letters on standard output, one after the other. */
final class LetterPrinter {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(SerializationFeature.FLUSH_AFTER_WRITE_VALUE)
            // What breaks off in the middle must not look whole.
            .disable(StreamWriteFeature.AUTO_CLOSE_CONTENT)
            .build();
    private static final String FORM = "%-16s  %-10s  %-9s  %-9s  %-16s  %8s  %-20s  %-36s  %s%n";

    private LetterPrinter() {}

    static void printTable(DeadLetters letters, Selection selection) {
        PrintWriter out =
                new PrintWriter(new BufferedWriter(new OutputStreamWriter(System.out, Charset.defaultCharset())));
        out.printf(FORM, "ID", "PIPELINE", "STATE", "REASON", "PATH", "ATTEMPTS", "FAILED AT", "SOURCE", "DETAIL");
        letters.list(
                selection,
                letter -> out.printf(
                        FORM,
                        letter.id(),
                        letter.pipeline(),
                        letter.state(),
                        letter.reason(),
                        letter.path(),
                        letter.attempts(),
                        letter.failedAt().truncatedTo(ChronoUnit.SECONDS),
                        letter.sourceId(),
                        letter.detail()));
        out.flush();
    }

    static void printArray(DeadLetters letters, Selection selection) {
        try (JsonGenerator generator = JSON.createGenerator(System.out)) {
            generator.writeStartArray();
            letters.list(selection, letter -> write(generator, fields(letter)));
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

    /** @param payload the letter's payload, where it is asked for */
    static void print(DeadLetter letter, Optional<String> payload, boolean json) {
        Map<String, Object> fields = fields(letter);
        payload.ifPresent(text -> fields.put("payload", text));
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
        fields.put("state", letter.state());
        fields.put("source", letter.sourceId());
        fields.put("reason", letter.reason());
        fields.put("path", letter.path());
        fields.put("detail", letter.detail());
        fields.put("attempts", letter.attempts());
        fields.put("sentAt", letter.sentAt().toString());
        fields.put("firstFailedAt", letter.firstFailedAt().toString());
        fields.put("failedAt", letter.failedAt().toString());
        letter.landedAt().ifPresent(time -> fields.put("landedAt", time.toString()));
        letter.discardedAt().ifPresent(time -> fields.put("discardedAt", time.toString()));
        letter.discardWhy().ifPresent(why -> fields.put("discardWhy", why));
        fields.put("key", letter.keyId());
        fields.put("payloadBytes", letter.payloadBytes());
        return fields;
    }
}
