package dev.dromedary.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/** Statements with parameters. */
public final class Query {

    private Query() {}

    /** What is made of the rows of an answer. */
    @FunctionalInterface
    public interface Reading<T> {
        T of(ResultSet rows) throws SQLException;
    }

    /**
     * Asks a database, without holding others up.
     *
     * @param parameters the values of the question marks, in their order
     * @throws DatabaseUnavailableException if it does not answer
     */
    public static <T> T read(Database database, String sql, List<Object> parameters, Reading<T> reading) {
        try {
            return database.reading(connection -> {
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    bind(statement, parameters);
                    try (ResultSet rows = statement.executeQuery()) {
                        return reading.of(rows);
                    }
                }
            });
        } catch (SQLException e) {
            throw new DatabaseUnavailableException(database.name(), e);
        }
    }

    /**
     * Changes rows, on a connection that the caller commits.
     *
     * @param parameters the values of the question marks, in their order
     * @return how many rows
     */
    public static int change(Connection connection, String sql, Object... parameters) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement, List.of(parameters));
            return statement.executeUpdate();
        }
    }

    /** Sets the values of the question marks, in their order. */
    public static void bind(PreparedStatement statement, List<Object> parameters) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setObject(i + 1, parameters.get(i));
        }
    }
}
