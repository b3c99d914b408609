package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads the route files of a folder. */
final class OverlayFiles {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");

    /** What the YAML parser takes. */
    private static final long LARGEST = 3 << 20;

    private final Path folder;
    private final BiConsumer<String, String> unreadable;

    /** @param unreadable is told the name of each file that cannot be a route file, and why, in one line */
    OverlayFiles(Path folder, BiConsumer<String, String> unreadable) {
        this.folder = folder;
        this.unreadable = unreadable;
    }

    /** @throws ConfigurationException if the folder is none, or cannot be listed */
    List<RouteFile> read() {
        if (!Files.isDirectory(folder)) {
            throw new ConfigurationException("--routes " + folder + " is not a folder");
        }
        List<RouteFile> files = new ArrayList<>();
        for (Path path : list()) {
            String fileName = path.getFileName().toString();
            Optional<String> fault = fault(path, fileName);
            if (fault.isPresent()) {
                unreadable.accept(fileName, fault.get());
            } else if (fileName.endsWith(RouteFile.SUFFIX)) {
                read(path, fileName).ifPresent(files::add);
            }
        }
        return files;
    }

    private List<Path> list() {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.sorted().toList();
        } catch (IOException e) {
            throw new ConfigurationException("--routes " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<RouteFile> read(Path path, String fileName) {
        try {
            return Optional.of(new RouteFile(name(fileName), path.toUri().toString(), true, Files.readString(path)));
        } catch (IOException e) {
            unreadable.accept(fileName, "cannot be read as UTF-8: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static String name(String fileName) {
        return fileName.substring(0, fileName.length() - RouteFile.SUFFIX.length());
    }

    private static Optional<String> fault(Path path, String fileName) {
        if (fileName.endsWith(RouteFile.SUFFIX)) {
            return NAME.matcher(name(fileName)).matches()
                    ? fault(path)
                    : Optional.of("a pipeline's name is made of small letters, digits and hyphens");
        }
        return fileName.endsWith(".yaml") || fileName.endsWith(".yml")
                ? Optional.of("would not be read: route files are named NAME" + RouteFile.SUFFIX)
                : Optional.empty();
    }

    private static Optional<String> fault(Path path) {
        if (!Files.isRegularFile(path)) {
            return Optional.of(
                    "is " + (Files.isDirectory(path) ? "a folder" : "no file") + ", and must be a YAML file");
        }
        return path.toFile().length() > LARGEST
                ? Optional.of("is larger than " + LARGEST + " bytes, the most that is read")
                : Optional.empty();
    }
}
