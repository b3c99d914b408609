package dev.dromedary.capture;

import dev.dromedary.database.Database;
import dev.dromedary.deadletter.DeadLetter;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Has rows sent as they are now, by a change of theirs in the log that changes nothing: so whoever follows the log sends them,
 * in order with all other changes. It is noted in the same transaction which letter asked for it, so that a letter that asks
 * again for the same attempt gets no second change (invariant 2). Thread-safe.
 */
final class ChangeRequests {

    private static final String NOTES = "dromedary_replays";

    private final Database database;
    private final String name;
    private final String key;

    ChangeRequests(Database database, String name, String key) {
        this.database = database;
        this.name = name;
        this.key = key;
    }

    /**
     * Asks for the rows of some letters, whose source ids are the keys.
     *
     * @return for each letter the number of the change with which its row is sent
     * @throws SQLException if the database does not take it; nothing is asked for then
     */
    List<Long> ask(List<DeadLetter> letters) throws SQLException {
        return database.inTransaction(connection -> {
            Table table = Table.read(connection, database, name, key);
            ChangeLog log = new ChangeLog(table);
            // A log that is not whole any more begins anew, and with it the whole table is sent.
            log.install(connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("create table if not exists " + NOTES + " (letter text not null primary key,"
                        + " attempts integer not null, log_id text not null, sequence integer not null)");
            }
            String id = log.find(connection).orElseThrow();
            List<Long> sequences = new ArrayList<>();
            for (DeadLetter letter : letters) {
                Optional<Long> known = noted(connection, letter, id);
                sequences.add(known.isPresent() ? known.get() : ask(connection, log, id, table, letter));
            }
            return sequences;
        });
    }

    /** The number of the last change up to now; 0 where there is no log yet. */
    long last() throws SQLException {
        return database.reading(connection -> {
            ChangeLog log = new ChangeLog(Table.read(connection, database, name, key));
            return log.find(connection).isPresent() ? log.last(connection) : 0;
        });
    }

    private static Optional<Long> noted(Connection connection, DeadLetter letter, String log) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select sequence from " + NOTES + " where letter = ? and attempts = ? and log_id = ?")) {
            statement.setString(1, letter.id());
            statement.setInt(2, letter.attempts());
            statement.setString(3, log);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
            }
        }
    }

    private static long ask(Connection connection, ChangeLog log, String id, Table table, DeadLetter letter)
            throws SQLException {
        long sequence = log.append(connection, key(connection, table, letter.sourceId()));
        try (PreparedStatement statement =
                connection.prepareStatement("insert or replace into " + NOTES + " values (?, ?, ?, ?)")) {
            statement.setString(1, letter.id());
            statement.setInt(2, letter.attempts());
            statement.setString(3, id);
            statement.setLong(4, sequence);
            statement.executeUpdate();
        }
        return sequence;
    }

    /** As the table has it, which may be a number; the text of a row that is gone. */
    private static Object key(Connection connection, Table table, String text) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                "select " + table.keySql() + " from " + table.sql() + " where " + table.keySql() + " = ?")) {
            for (Object form : forms(text)) {
                statement.setObject(1, form);
                try (ResultSet rows = statement.executeQuery()) {
                    if (rows.next()) {
                        return rows.getObject(1);
                    }
                }
            }
        }
        return text;
    }

    /** What a key with this text may be, text or a whole number: a column without a type takes no text for a number. */
    private static List<Object> forms(String text) {
        try {
            Long number = Long.valueOf(text);
            return number.toString().equals(text) ? List.of(text, number) : List.of(text);
        } catch (NumberFormatException e) {
            return List.of(text);
        }
    }

    /** Whether the rows are sent, with all that has changed in them since, where the log was followed up to a position. */
    List<Boolean> sent(List<DeadLetter> letters, List<Long> sequences, ChangeLogPosition position) throws SQLException {
        return database.reading(connection -> {
            Table table = Table.read(connection, database, name, key);
            ChangeLog log = new ChangeLog(table);
            boolean same = log.find(connection).filter(position.log()::equals).isPresent() && position.pass() == null;
            List<Boolean> sent = new ArrayList<>();
            for (int i = 0; i < letters.size(); i++) {
                long last = log.last(
                                connection,
                                key(connection, table, letters.get(i).sourceId()))
                        .orElse(sequences.get(i));
                sent.add(same && position.sequence() >= Math.max(last, sequences.get(i)));
            }
            return sent;
        });
    }

    /** Forgets which letters have asked, when what became of them is durable. */
    void forget(List<DeadLetter> letters) throws SQLException {
        database.inTransaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("delete from " + NOTES + " where letter = ?")) {
                for (DeadLetter letter : letters) {
                    statement.setString(1, letter.id());
                    statement.addBatch();
                }
                statement.executeBatch();
            }
            return null;
        });
    }
}
