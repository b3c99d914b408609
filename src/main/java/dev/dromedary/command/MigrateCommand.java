package dev.dromedary.command;

import dev.dromedary.database.Database;
import dev.dromedary.database.DatabaseUnavailableException;
import dev.dromedary.database.Dialect;
import dev.dromedary.database.Grants;
import dev.dromedary.database.Migrations;
import dev.dromedary.pipeline.Startup;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Nearest;
import dev.dromedary.settings.Settings;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code migrate}: makes the tables with the rights of a role that runs need not have. */
@Command(
        name = "migrate",
        description = {
            "Makes or migrates the tables of the warehouse and the state, as a run does at its start, with the user that",
            "the settings name now. Runs then need no rights on the schema: warehouse.migrate=false, state.migrate=false."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: dromedary migrate warehouse --grant-to dromedary_run",
            "as the owner of the tables: WAREHOUSE_USER=dromedary_owner"
        })
final class MigrateCommand implements Callable<Integer> {

    private static final List<String> DATABASES = List.of("warehouse", "state");

    @Parameters(
            paramLabel = "DATABASE",
            arity = "0..*",
            description = "warehouse, state or both, which is the default; a SQLite state has no roles.")
    private List<String> names = List.of();

    @Option(
            names = "--grant-to",
            paramLabel = "ROLE",
            description = "A role of PostgreSQL that gets what a run needs on the tables, and nothing else.")
    private String role;

    @Override
    public Integer call() throws Exception {
        for (String name : names) {
            if (!DATABASES.contains(name)) {
                throw new ConfigurationException("there is no database \"" + name + "\" to migrate; there are "
                        + String.join(", ", DATABASES) + Nearest.suggestion(name, DATABASES));
            }
        }
        Settings settings = RoutesOption.settings();
        for (String name : names.isEmpty() ? all(settings) : names) {
            migrate(settings, name);
        }
        return 0;
    }

    /** The state is a file of its own by default, which only its owner uses. */
    private List<String> all(Settings settings) {
        if (role != null && Dialect.of(settings.text("state.url")) == Dialect.SQLITE) {
            System.out.println("state: left as it is, since its SQLite file has no roles");
            return List.of("warehouse");
        }
        return DATABASES;
    }

    private void migrate(Settings settings, String name) throws InterruptedException {
        try (Database database = DatabaseOf.settings(settings, name)) {
            if (role != null && database.dialect() != Dialect.POSTGRESQL) {
                throw new ConfigurationException(
                        "--grant-to: " + name + ".url names no PostgreSQL, which has no roles");
            }
            new Startup(settings.duration("startup.timeout"), () -> false)
                    .await(List.of(new Migrations(database, "db/migration/" + name, true)));
            if (role != null) {
                new Grants(database, name).to(role);
            }
            System.out.println(
                    name + ": the tables are up to date" + (role == null ? "" : ", and " + role + " may use them"));
        } catch (SQLException e) {
            throw new ConfigurationException(
                    "--grant-to " + role + ": " + new DatabaseUnavailableException(name, e).getMessage());
        }
    }
}
