package dev.dromedary.audit;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.clock.WallClock;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Who has read raw values, and when: one JSON object a line, appended and forced to disk before the value is shown. The
 * file is readable for its owner alone. Never holds a value. Thread-safe across processes: a line is one write.
 */
public final class AuditLog {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    public AuditLog(Path file) {
        this.file = file;
    }

    /**
     * Appends a line.
     *
     * @param action what was done, such as {@code unmask}
     * @param details what it was done to: key ids and identities, never values
     * @throws ConfigurationException if the line cannot be written; the action must not be done then
     */
    public void append(String action, Map<String, String> details) {
        Map<String, String> line = new LinkedHashMap<>();
        line.put("at", WallClock.now().toString());
        line.put("who", System.getProperty("user.name"));
        line.put("action", action);
        details.forEach(line::putIfAbsent);
        try {
            byte[] bytes = (JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
            Path parent = file.toAbsolutePath().getParent();
            Files.createDirectories(parent);
            try (FileChannel channel = FileChannel.open(
                    file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND), permissions(parent))) {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
        } catch (IOException e) {
            throw new ConfigurationException(
                    "audit.log: " + file + " cannot be written, so nothing is shown: " + e.getMessage(), e);
        }
    }

    private static FileAttribute<?>[] permissions(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
