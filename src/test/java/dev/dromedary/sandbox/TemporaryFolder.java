package dev.dromedary.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A server's folder. Immutable; {@link #delete} throws when a file cannot be removed. */
record TemporaryFolder(Path path) {
    static TemporaryFolder create(String name) {
        try {
            return new TemporaryFolder(Files.createTempDirectory("dromedary-" + name + "-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete() throws IOException {
        if (Files.notExists(path)) {
            return;
        }
        for (Path each : deepestFirst()) {
            Files.deleteIfExists(each);
        }
    }

    private List<Path> deepestFirst() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
