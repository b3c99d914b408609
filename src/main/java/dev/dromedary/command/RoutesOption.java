package dev.dromedary.command;

import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.secrets.AwsSecrets;
import dev.dromedary.settings.Settings;
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
        return directory == null ? openDefault() : RouteFolder.open(Optional.of(directory));
    }

    /** The folder that is named, or {@code ./routes} where it exists. */
    Optional<Path> folder() {
        return Optional.ofNullable(directory).or(() -> Optional.of(DEFAULT).filter(Files::isDirectory));
    }

    private static RouteFolder openDefault() {
        return RouteFolder.open(Optional.of(DEFAULT).filter(Files::isDirectory));
    }

    /** The settings in force here, those of a user's own routes included. */
    static Settings settings() {
        return settings(openDefault());
    }

    static Settings settings(RouteFolder folder) {
        try (AwsSecrets secrets = new AwsSecrets()) {
            return Settings.load(Path.of(""), System.getenv(), folder.placeholders(), secrets);
        }
    }

    /** The same without asking for secrets that are kept elsewhere, for who only looks. */
    static Settings settingsWithoutSecrets(RouteFolder folder) {
        return Settings.load(Path.of(""), System.getenv(), folder.placeholders());
    }
}
