package dev.dromedary.database;

import dev.dromedary.pipeline.Requirement;
import dev.dromedary.settings.ConfigurationException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.function.Consumer;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * Makes and migrates tables at start-up, once the database answers. Each set of migrations keeps a history table of its
 * own, so that the warehouse and the state may share a database. Where several processes start at once, one of them
 * migrates; another that gets in its way fails with the database's exception, is asked again, and finds it done.
 */
public final class Migrations implements Requirement {

    private final Database database;
    private final String location;
    private final boolean enabled;

    /**
     * @param location folder of the migrations on the class path, {@code db/migration/NAME}
     * @param enabled whether to migrate; if not, only to see that the database answers and is not that of an earlier version
     */
    public Migrations(Database database, String location, boolean enabled) {
        this.database = database;
        this.location = location;
        this.enabled = enabled;
    }

    @Override
    public String system() {
        return database.name();
    }

    @Override
    public void check() throws SQLException {
        try (Connection connection = database.dataSource().getConnection()) {
            connection.isValid(3);
        } catch (SQLException e) {
            throw translate(e);
        }
        run(enabled ? Flyway::migrate : this::requireUpToDate);
    }

    /** Tables that have no history were made by others, who know why. */
    private void requireUpToDate(Flyway flyway) {
        MigrationInfoService info = flyway.info();
        boolean known = info.current() != null;
        if (info.pending().length > 0 && (known || !database.migrates())) {
            throw new ConfigurationException(database.name() + ": the tables are "
                    + (known ? "of version " + info.current().getVersion() + ", which is an older one" : "not there")
                    + "; run \"dromedary migrate " + database.name() + "\" with the role that owns them");
        }
    }

    private void run(Consumer<Flyway> work) throws SQLException {
        String set = location.substring(location.lastIndexOf('/') + 1);
        try {
            work.accept(Flyway.configure(Thread.currentThread().getContextClassLoader())
                    .dataSource(database.dataSource())
                    .locations("classpath:" + location)
                    .table("dromedary_" + set + "_history")
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .placeholders(Map.of("blob", database.dialect().blobType()))
                    // A lock held by a transaction would be gone when the server ends the one that stands still.
                    .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                    .load());
        } catch (FlywayException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SQLException sql) {
                    throw translate(sql);
                }
            }
            if (!(e instanceof FlywayValidateException)) {
                // Two processes that make the history at once get in each other's way; who is asked again finds it
                // done.
                throw new SQLException(e.getMessage().lines().findFirst().orElse(""), e);
            }
            throw new ConfigurationException(
                    database.name() + ": the migrations in " + location + " do not fit what is there: "
                            + e.getMessage().lines().findFirst().orElse(""),
                    e);
        }
    }

    /** Passwords, names, rights and certificates are not worth waiting for. */
    private SQLException translate(SQLException e) {
        if (SqlFaults.isRefusal(e)) {
            throw new ConfigurationException(new DatabaseUnavailableException(database.name(), e).getMessage(), e);
        }
        return e;
    }

    /** Makes {@link Migrations} from properties, as routes declare them. */
    public static final class Builder {

        private Database database;
        private String location;
        private boolean enabled = true;

        public void setDatabase(Database database) {
            this.database = database;
        }

        public void setLocation(String location) {
            this.location = location;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public Migrations build() {
            return new Migrations(database, location, enabled);
        }
    }
}
