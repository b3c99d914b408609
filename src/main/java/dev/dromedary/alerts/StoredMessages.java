package dev.dromedary.alerts;

import dev.dromedary.database.Database;
import dev.dromedary.database.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The messages of all processes that receivers have not got yet, in the state database. For each receiver only the first can
 * be taken, by one process at a time. Thread-safe.
 */
final class StoredMessages {

    private static final Logger LOG = LoggerFactory.getLogger(StoredMessages.class);

    private static final String WRITE =
            "insert into alert_messages (receiver, number, alert, notice, written, attempts,"
                    + " due, holder, held_until) values (?, (select coalesce(max(number), 0) + 1 from alert_messages where receiver"
                    + " = ?), ?, ?, ?, 0, 0, '', 0)";

    private static final String TAKE =
            "update alert_messages set holder = ?, held_until = ?, attempts = attempts + 1 where"
                    + " receiver = ? and number = (select min(number) from alert_messages where receiver = ?)"
                    + " and due <= ? and held_until <= ?";

    private final Database database;
    private final Terms terms;
    private final Clock clock;
    private final NoticeJson json = new NoticeJson();

    StoredMessages(Database database, Terms terms, Clock clock) {
        this.database = database;
        this.terms = terms;
        this.clock = clock;
    }

    /**
     * Writes a message for each receiver, in the caller's transaction; who has not been told yet that an alert is on need not
     * be told that it still is.
     *
     * @return how many were written
     */
    int write(Connection connection, Notice notice) throws SQLException {
        int written = 0;
        for (String receiver : terms.receivers()) {
            if (notice.state() == Notice.State.REPEATED && waits(connection, receiver, notice.key())) {
                continue;
            }
            written += Query.change(
                    connection,
                    WRITE,
                    receiver,
                    receiver,
                    notice.key(),
                    json.write(notice),
                    notice.at().toEpochMilli());
        }
        return written;
    }

    private static boolean waits(Connection connection, String receiver, String alert) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select 1 from alert_messages where receiver = ? and alert = ?")) {
            Query.bind(statement, List.of(receiver, alert));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    /** Forgets what was not delivered in {@link Terms#keep}, and says so. */
    void forgetOld(Connection connection) throws SQLException {
        int old = Query.change(
                connection,
                "delete from alert_messages where written < ?",
                clock.instant().minus(terms.keep()).toEpochMilli());
        if (old > 0) {
            LOG.error("{} messages about alerts were not delivered in alerts.retry-for, and are forgotten", old);
        }
    }

    /** As {@link AlertBook#next}. Looks before it takes: nearly always there is nothing, and others may want to write. */
    Optional<AlertBook.Waiting> next(String receiver) throws SQLException {
        return database.reading(connection -> any(connection, receiver)) ? take(receiver) : Optional.empty();
    }

    private static boolean any(Connection connection, String receiver) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("select 1 from alert_messages where receiver = ? limit 1")) {
            Query.bind(statement, List.of(receiver));
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private Optional<AlertBook.Waiting> take(String receiver) throws SQLException {
        String holder = UUID.randomUUID().toString();
        Instant now = clock.instant();
        return database.inTransaction(connection -> {
            int taken = Query.change(
                    connection,
                    TAKE,
                    holder,
                    now.plus(terms.hold()).toEpochMilli(),
                    receiver,
                    receiver,
                    now.toEpochMilli(),
                    now.toEpochMilli());
            return taken == 1 ? head(connection, receiver, holder) : Optional.empty();
        });
    }

    /** The first message for a receiver, if this holder has it; one that nobody can read is forgotten. */
    private Optional<AlertBook.Waiting> head(Connection connection, String receiver, String holder)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select number, attempts, holder, notice"
                + " from alert_messages where receiver = ? and holder = ? order by number limit 1")) {
            Query.bind(statement, List.of(receiver, holder));
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                return Optional.of(new AlertBook.Waiting(
                        receiver,
                        row.getLong("number"),
                        row.getInt("attempts"),
                        row.getString("holder"),
                        json.read(row.getString("notice"))));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            LOG.error(
                    "A message about an alert for {} cannot be read, maybe of another version, and is forgotten",
                    receiver);
            LOG.debug("Cause", e);
        }
        Query.change(connection, "delete from alert_messages where receiver = ? and holder = ?", receiver, holder);
        return Optional.empty();
    }

    /** As {@link AlertBook#done}. */
    void done(AlertBook.Waiting message) throws SQLException {
        database.inTransaction(connection -> Query.change(
                connection,
                "delete from alert_messages where receiver = ? and number = ? and holder = ?",
                message.receiver(),
                message.number(),
                message.holder()));
    }

    /** As {@link AlertBook#retry}. */
    void retry(AlertBook.Waiting message, Duration after) throws SQLException {
        database.inTransaction(connection -> Query.change(
                connection,
                "update alert_messages set held_until = 0, due = ? where receiver = ? and number = ? and holder = ?",
                clock.instant().plus(after).toEpochMilli(),
                message.receiver(),
                message.number(),
                message.holder()));
    }
}
