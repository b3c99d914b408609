package dev.dromedary.watch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Optional;

/**
 * Notices that a single file changes, comes or goes, and when it has come to rest. It looks at the file now and then, because
 * watching its folder would tell of all others. For use by one thread.
 */
public final class FileWatch {

    private static final Duration LOOK = Duration.ofMillis(500);

    private final Path file;
    private String known;
    private String seen;
    private long lookedAt = System.nanoTime();

    public FileWatch(Path file) {
        this.file = file;
        this.known = look();
        this.seen = known;
    }

    /** When a change was noticed ({@link System#nanoTime}) that has come to rest; each change is told once. */
    public Optional<Long> change() {
        if (System.nanoTime() - lookedAt < LOOK.toNanos()) {
            return Optional.empty();
        }
        lookedAt = System.nanoTime();
        String now = look();
        boolean rests = now.equals(seen);
        seen = now;
        if (!rests || now.equals(known)) {
            return Optional.empty();
        }
        known = now;
        return Optional.of(lookedAt);
    }

    private String look() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
        } catch (IOException e) {
            // No file is a state of it like any other.
            return "absent";
        }
    }
}
