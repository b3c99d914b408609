package dev.dromedary.command;

import dev.dromedary.pipeline.RouteFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The option {@code --routes}, for every command that reads route files. */
final class RoutesOption {

    private static final Path DEFAULT = Path.of("routes");

    @Option(
            names = "--routes",
            paramLabel = "DIR",
            description = "Folder whose *.camel.yaml files replace those of the same name in the jar, or add pipelines"
                    + " (default: ./routes where it exists).")
    private Path directory;

    RouteFolder open() {
        if (directory != null) {
            return RouteFolder.open(Optional.of(directory));
        }
        return RouteFolder.open(Optional.of(DEFAULT).filter(Files::isDirectory));
    }
}
