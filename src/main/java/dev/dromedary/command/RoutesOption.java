package dev.dromedary.command;

import dev.dromedary.pipeline.RouteFile;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.secrets.AwsSecrets;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import dev.dromedary.validation.Problem;
import dev.dromedary.validation.RouteValidation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    /**
     * What is wrong with the first of the files that pipelines are made of, with file, line and column, where Camel said only
     * that they cannot be loaded; the fault itself if nothing is wrong with them.
     */
    ConfigurationException located(ConfigurationException fault, Settings settings, Set<String> pipelines) {
        List<Problem> problems = folder().stream()
                .flatMap(own -> RouteValidation.of(Optional.of(own), own.toString(), settings).problems().stream())
                .filter(problem -> isOf(problem, pipelines))
                .toList();
        if (problems.isEmpty()) {
            return fault;
        }
        String more = problems.size() == 1
                ? ""
                : " (and " + (problems.size() - 1) + " more: dromedary validate " + folder().orElseThrow() + ")";
        return new ConfigurationException(problems.get(0) + more, fault);
    }

    private static boolean isOf(Problem problem, Set<String> pipelines) {
        String file = Path.of(problem.file()).getFileName().toString();
        String name = file.replace(RouteFile.SUFFIX, "");
        return RouteFile.isShared(name) || pipelines.contains(name);
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
