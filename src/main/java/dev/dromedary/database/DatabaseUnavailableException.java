package dev.dromedary.database;

import dev.dromedary.batch.UnavailableException;
import java.sql.SQLException;

/**
 * A database did not do what it was asked, for its own reasons: it is down, full, locked, read-only or not set up. No
 * record is to blame; trying again later is the answer. The message holds the server's words, which for such faults
 * quote no values; the driver's exception is left out as a cause, so that nothing else of it is ever printed.
 */
public final class DatabaseUnavailableException extends UnavailableException {

    public DatabaseUnavailableException(String database, SQLException cause) {
        super(message(database, SqlFaults.root(cause)));
    }

    private static String message(String database, SQLException root) {
        String words = root.getMessage() == null
                ? "no message"
                : root.getMessage().lines().findFirst().orElse("");
        return database + ": " + words + (root.getSQLState() == null ? "" : " (SQLSTATE " + root.getSQLState() + ")");
    }
}
