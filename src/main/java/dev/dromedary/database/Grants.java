package dev.dromedary.database;

import dev.dromedary.settings.RouteResource;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Gives a role of PostgreSQL what a run needs on the tables of a set of migrations, and nothing else: the statements stand
 * in {@code db/grants}. To be repeated after migrations, because tables may be new.
 */
public final class Grants {

    private final Database database;
    private final String resource;

    /** @param set name of the migrations, {@code warehouse} or {@code state} */
    public Grants(Database database, String set) {
        this.database = database;
        this.resource = "db/grants/" + set + ".sql";
    }

    /**
     * Gives the role its rights, all or none.
     *
     * @throws SQLException if there is no such role, or the tables are not ours to give rights on
     */
    public void to(String role) throws SQLException {
        String text = new String(RouteResource.read("file", resource), StandardCharsets.UTF_8);
        database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                String grants = text.replace("${role}", statement.enquoteIdentifier(role, true))
                        .replace("${schema}", statement.enquoteIdentifier(schema(connection), true));
                return statement.execute(grants);
            }
        });
    }

    private static String schema(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select current_schema()")) {
            row.next();
            return row.getString(1);
        }
    }
}
