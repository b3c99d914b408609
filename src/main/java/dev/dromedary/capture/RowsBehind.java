package dev.dromedary.capture;

import dev.dromedary.database.Database;
import dev.dromedary.pipeline.Backlog;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Counts the rows of a table that have changed since a position, up to a bound. Reads only. */
final class RowsBehind {

    /** More are not counted, since counting would take as long as reading them. */
    private static final int MOST = 100_000;

    private final Database database;
    private final String table;
    private final String key;
    private final String filter;

    /** @param filter a condition on the row {@code t} */
    RowsBehind(Database database, String table, String key, String filter) {
        this.database = database;
        this.table = table;
        this.key = key;
        this.filter = filter;
    }

    Backlog afterChange(Optional<ChangeLogPosition> position) throws SQLException {
        return database.reading(connection -> {
            Table described = Table.read(connection, database, table, key);
            if (position.isEmpty()) {
                return rows(connection, described, "", List.of());
            }
            ChangeLogPosition at = position.get();
            if (at.pass() == null) {
                return count(
                        connection,
                        "select 1 from " + new ChangeLog(described).sql() + " where sequence > ?",
                        List.of(at.sequence()));
            }
            Object after = at.pass().after();
            return after == null
                    ? rows(connection, described, "", List.of())
                    : rows(connection, described, " and t." + described.keySql() + " > ?", List.of(after));
        });
    }

    Backlog afterTime(Optional<TimestampPosition> position, String timestamp) throws SQLException {
        return database.reading(connection -> {
            Table described = Table.read(connection, database, table, key);
            Optional<TimestampPosition> at = position.filter(known -> known.stamp() != null);
            if (at.isEmpty()) {
                return rows(connection, described, "", List.of());
            }
            String condition = " and (t." + Table.quoted(timestamp) + ", t." + described.keySql() + ") > (?, ?)";
            return rows(
                    connection,
                    described,
                    condition,
                    List.of(at.get().stamp().parameter(), at.get().key()));
        });
    }

    private Backlog rows(Connection connection, Table described, String condition, List<Object> parameters)
            throws SQLException {
        return count(
                connection, "select 1 from " + described.sql() + " t where (" + filter + ")" + condition, parameters);
    }

    private static Backlog count(Connection connection, String rows, List<Object> parameters) throws SQLException {
        List<Object> all = new ArrayList<>(parameters);
        all.add(MOST + 1);
        try (PreparedStatement statement =
                connection.prepareStatement("select count(*) from (" + rows + " limit ?) behind")) {
            for (int i = 0; i < all.size(); i++) {
                statement.setObject(i + 1, all.get(i));
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                long behind = result.getLong(1);
                return new Backlog(Math.min(behind, MOST), "rows", behind > MOST);
            }
        }
    }
}
