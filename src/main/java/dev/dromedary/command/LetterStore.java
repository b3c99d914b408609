package dev.dromedary.command;

import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.sql.SQLException;

/** The dead letters of the state that the settings name, for a command. */
final class LetterStore {

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
        try (Database state = StateDatabase.open(settings)) {
            DeadLetters letters = new DeadLetters(state, settings.path("dead-letters.keyset"));
            migrate(letters);
            return work.on(letters);
        }
    }

    /** The state may be that of an earlier version. */
    private static void migrate(DeadLetters letters) {
        try {
            letters.migrate();
        } catch (SQLException e) {
            throw new DatabaseUnavailableException("state", e);
        }
    }
}
