package dev.dromedary.command;

import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import dev.dromedary.validation.RouteValidation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code validate}: everything that is wrong with route files, in one go. */
@Command(
        name = "validate",
        description = {
            "Says everything that is wrong with route files, each as FILE:LINE:COLUMN: what;",
            "exit code 2 if anything is. Looks at the files in force, those of the jar too;",
            "starts nothing and reaches no system."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: dromedary validate routes"})
final class ValidateCommand implements Callable<Integer> {

    private static final Path DEFAULT = Path.of("routes");

    @Parameters(
            arity = "0..1",
            paramLabel = "DIR",
            description = "The folder of route files (default: ./routes where it exists, else the jar's files alone).")
    private Path directory;

    @Option(names = "--json", description = "Print a JSON object with the numbers and the list of problems.")
    private boolean json;

    @Override
    public Integer call() {
        Optional<Path> overlay =
                Optional.ofNullable(directory).or(() -> Optional.of(DEFAULT).filter(Files::exists));
        overlay.ifPresent(ValidateCommand::requireFolder);
        RouteFolder folder = RouteFolder.open(overlay, (file, what) -> {});
        Optional<ConfigurationException> misconfigured = Optional.empty();
        Settings settings;
        try {
            settings = RoutesOption.settingsWithoutSecrets(folder);
        } catch (ConfigurationException e) {
            misconfigured = Optional.of(e);
            settings = withoutValues(folder);
        }
        RouteValidation validation =
                RouteValidation.of(overlay, overlay.map(Path::toString).orElse(""), settings);
        print(validation, misconfigured.isEmpty());
        if (misconfigured.isPresent()) {
            throw misconfigured.get();
        }
        return validation.problems().isEmpty() ? 0 : Failures.MISUSED;
    }

    private static void requireFolder(Path path) {
        if (!Files.isDirectory(path)) {
            throw new ConfigurationException(
                    path + (Files.exists(path) ? " is a file, and must be a folder" : " does not exist"));
        }
    }

    /** Where the settings are wrong themselves, keys without a default stand for themselves. */
    private static Settings withoutValues(RouteFolder folder) {
        Settings settings = Settings.defaults();
        for (String key : folder.placeholders()) {
            if (settings.find(key).isEmpty()) {
                settings = settings.with(key, "{{" + key + "}}");
            }
        }
        return settings;
    }

    private void print(RouteValidation validation, boolean configured) {
        if (json) {
            System.out.println(PrettyJson.of(fields(validation)));
        } else if (!validation.problems().isEmpty()) {
            validation.problems().forEach(System.out::println);
        } else if (configured) {
            System.out.printf("%d files, %d routes: valid%n", validation.files(), validation.routes());
        }
    }

    private static Map<String, Object> fields(RouteValidation validation) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("files", validation.files());
        fields.put("routes", validation.routes());
        fields.put("problems", validation.problems());
        return fields;
    }
}
