package dev.dromedary.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {

    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private Path folder;

    @Test
    void aLineSaysWhenWhoWhatAndToWhat() throws IOException {
        Instant before = Instant.now();
        Path file = folder.resolve("audit.log");
        new AuditLog(file).append("unmask", Map.of("key", "1a2b3c4d"));

        JsonNode line = lines(file).get(0);
        assertThat(Instant.parse(line.get("at").textValue())).isBetween(before, Instant.now());
        assertThat(line.get("who").textValue()).isEqualTo(System.getProperty("user.name"));
        assertThat(line.get("action").textValue()).isEqualTo("unmask");
        assertThat(line.get("key").textValue()).isEqualTo("1a2b3c4d");
        assertThat(line.size()).isEqualTo(4);
    }

    @Test
    void linesAreAppendedAlsoByTheNextProcess() throws IOException {
        Path file = folder.resolve("audit.log");
        new AuditLog(file).append("first", Map.of());
        AuditLog second = new AuditLog(file);
        second.append("second", Map.of());
        second.append("third", Map.of());

        assertThat(lines(file))
                .extracting(line -> line.get("action").textValue())
                .containsExactly("first", "second", "third");
        assertThat(Files.readString(file)).endsWith("}\n");
    }

    @Test
    void theFileIsItsOwnersAlone() throws IOException {
        Path file = folder.resolve("audit.log");
        new AuditLog(file).append("unmask", Map.of());

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void itsFolderIsMade() throws IOException {
        Path file = folder.resolve("a/b/audit.log");
        new AuditLog(file).append("unmask", Map.of());

        assertThat(lines(file)).hasSize(1);
    }

    @Test
    void aLineBreakInADetailIsEscaped() throws IOException {
        Path file = folder.resolve("audit.log");
        new AuditLog(file).append("unmask", Map.of("key", "a\n{\"action\":\"forged\"}"));

        assertThat(lines(file))
                .singleElement()
                .satisfies(line -> assertThat(line.get("action").textValue()).isEqualTo("unmask"));
    }

    @Test
    void aFileThatCannotBeWrittenIsAConfigurationError() throws IOException {
        Path blocked = Files.writeString(folder.resolve("file"), "");

        for (Path file : List.of(folder, blocked.resolve("audit.log"), blocked.resolve("deeper/audit.log"))) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> new AuditLog(file).append("unmask", Map.of()))
                    .withMessageStartingWith("audit.log: " + file)
                    .withMessageContaining("nothing is shown")
                    .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
        }
    }

    @Test
    void linesOfSeveralThreadsDoNotMix() throws Exception {
        Path file = folder.resolve("audit.log");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String key = Integer.toString(i).repeat(200);
                tasks.add(() -> {
                    new AuditLog(file).append("unmask", Map.of("key", key));
                    return null;
                });
            }
            for (Future<Void> task : threads.invokeAll(tasks)) {
                task.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(lines(file))
                .extracting(line -> line.get("key").textValue())
                .doesNotHaveDuplicates()
                .hasSize(40);
    }

    private static List<JsonNode> lines(Path file) throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            lines.add(JSON.readTree(line));
        }
        return lines;
    }
}
