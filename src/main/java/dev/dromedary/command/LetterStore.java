package dev.dromedary.command;

import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;

/** The dead letters of the state that the settings name, for a command. */
final class LetterStore {

    private static final String SQLITE = "jdbc:sqlite:";

    private LetterStore() {}

    /** What a command does with them; returns its exit code. */
    interface Work {
        int on(DeadLetters letters) throws Exception;
    }

    /**
     * @throws ConfigurationException if there is no such state
     * @throws Exception what the work throws
     */
    static int with(Settings settings, Work work) throws Exception {
        String url = settings.text("state.url");
        if (url.startsWith(SQLITE) && !Files.exists(Path.of(url.substring(SQLITE.length())))) {
            throw new ConfigurationException("state.url: " + url.substring(SQLITE.length())
                    + " does not exist; run a pipeline first, or name the state of one");
        }
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl(url);
        settings.find("state.user").ifPresent(builder::setUser);
        settings.find("state.password").ifPresent(builder::setPassword);
        try (Database state = builder.build()) {
            DeadLetters letters = new DeadLetters(state, settings.path("dead-letters.keyset"));
            migrate(letters);
            return work.on(letters);
        }
    }

    private static void migrate(DeadLetters letters) {
        try {
            letters.migrate();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("state", e);
        }
    }
}
