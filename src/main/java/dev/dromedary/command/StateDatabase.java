package dev.dromedary.command;

import dev.dromedary.database.Database;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The state database for commands that look into it and must not make it. */
final class StateDatabase {

    private static final String SQLITE = "jdbc:sqlite:";

    private StateDatabase() {}

    /** Empty where it is a file that is not there. The caller closes it. */
    static Optional<Database> openIfThere(Settings settings) {
        return file(settings).filter(file -> !Files.exists(file)).isPresent()
                ? Optional.empty()
                : Optional.of(DatabaseOf.settings(settings, "state"));
    }

    /** @throws ConfigurationException where it is a file that is not there */
    static Database open(Settings settings) {
        return openIfThere(settings)
                .orElseThrow(() -> new ConfigurationException(
                        "state.url: " + file(settings).orElseThrow()
                                + " does not exist; run a pipeline first, or name the state of one"));
    }

    private static Optional<Path> file(Settings settings) {
        String url = settings.text("state.url");
        return url.startsWith(SQLITE) ? Optional.of(Path.of(url.substring(SQLITE.length()))) : Optional.empty();
    }
}
