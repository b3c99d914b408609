package dev.dromedary.watch;

import dev.dromedary.digest.Sha256;
import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A copy of the files of a folder that pipelines are made of, in a temporary one. What is checked is what is loaded, whatever
 * is written meanwhile; and what ran before can be loaded again. Immutable until it is closed, which deletes it.
 */
public final class Snapshot implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Snapshot.class);

    /** A folder of route files has a few dozen such files; one with more is probably another folder. */
    private static final int MOST_FILES = 1000;

    private static final long MOST_BYTES = 16 << 20;

    private final Path folder;
    private final Map<String, String> digests;

    private Snapshot(Path folder, Map<String, String> digests) {
        this.folder = folder;
        this.digests = digests;
    }

    /** @throws ConfigurationException if the folder is none, cannot be read, or holds too much */
    public static Snapshot of(Path source) {
        try {
            List<Path> files = FolderFiles.in(source).files();
            requireFew(source, files);
            Path copy = Files.createTempDirectory("dromedary-routes-");
            Map<String, String> digests = new TreeMap<>();
            for (Path file : files) {
                copy(source, file, copy, digests);
            }
            return new Snapshot(copy, digests);
        } catch (IOException e) {
            throw new ConfigurationException(source + " cannot be copied: " + e, e);
        }
    }

    private static void requireFew(Path source, List<Path> files) {
        long bytes = files.stream().mapToLong(file -> file.toFile().length()).sum();
        if (files.size() > MOST_FILES || bytes > MOST_BYTES) {
            throw new ConfigurationException("routes.watch: " + source + " holds more than " + MOST_FILES
                    + " files of YAML, JSON and SQL, or " + (MOST_BYTES >> 20)
                    + " MiB of them; give the route files a folder of their own");
        }
    }

    private static void copy(Path source, Path file, Path target, Map<String, String> digests) throws IOException {
        Path name = source.relativize(file);
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            // It was there to be renamed or deleted.
            return;
        }
        Path copy = target.resolve(name.toString());
        Files.createDirectories(copy.getParent());
        Files.write(copy, content);
        var digest = Sha256.digest();
        digest.update(content);
        digests.put(name.toString().replace('\\', '/'), Sha256.hex(digest));
    }

    /** Where the copy is. */
    public Path folder() {
        return folder;
    }

    /** The SHA-256 of each file, by its path in the folder, such as {@code schemas/login.schema.json}. */
    public Map<String, String> digests() {
        return digests;
    }

    @Override
    public void close() {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            // Something else sweeps that place too.
            LOG.debug("The copy {} could not be deleted", folder, e);
        }
    }
}
