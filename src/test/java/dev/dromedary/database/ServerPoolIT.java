package dev.dromedary.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.Sandbox;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A transaction that stands still is ended by the server, so that it holds nobody up; {@code CrowdIT} shows what for. */
class ServerPoolIT {

    private static final PostgresServer SERVER = Sandbox.postgres();
    private final String url = SERVER.createDatabase("pool_" + System.nanoTime());

    private static Database database(Database.Builder builder) {
        builder.setUser(SERVER.user());
        builder.setPassword(SERVER.password());
        return builder.build();
    }

    private Database ours() {
        Database.Builder builder = new Database.Builder();
        builder.setUrl(url);
        return database(builder);
    }

    private static String limit(Database database) throws SQLException {
        return database.inTransaction(connection -> {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("show idle_in_transaction_session_timeout")) {
                rows.next();
                return rows.getString(1);
            }
        });
    }

    @Test
    void whatIsOursMayStandStillForHalfAMinute() throws Exception {
        try (Database database = ours()) {
            assertThat(limit(database)).isEqualTo("30s");
        }
    }

    @Test
    void aMigrationMayTakeLonger() throws Exception {
        SERVER.execute(
                SERVER.jdbcUrl(),
                "alter database " + url.replaceFirst(".*/", "") + " set idle_in_transaction_session_timeout = '100ms'");
        try (Database database = ours()) {
            new Migrations(database, "db/migration/slow", true).check();
        }
    }

    @Test
    void whatTheDatabaseSaysGoesFirst() throws Exception {
        SERVER.execute(
                SERVER.jdbcUrl(),
                "alter database " + url.replaceFirst(".*/", "") + " set idle_in_transaction_session_timeout = '100ms'");
        try (Database database = ours()) {
            assertThat(limit(database)).isEqualTo("100ms");
            assertThatThrownBy(() -> database.inTransaction(connection -> {
                        connection.createStatement().execute("select 1");
                        sleep();
                        return connection.createStatement().execute("select 1");
                    }))
                    .isInstanceOf(SQLException.class);
            assertThat(limit(database)).as("of the next connection").isEqualTo("100ms");
        }
    }

    private static void sleep() {
        try {
            TimeUnit.SECONDS.sleep(1);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theCursorOnATableOfOthersMayWait() throws Exception {
        Database.Builder builder = new Database.Builder();
        builder.setSource(url);
        try (Database database = database(builder)) {
            assertThat(limit(database)).isEqualTo("0");
        }
    }
}
