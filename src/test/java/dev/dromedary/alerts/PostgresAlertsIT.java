package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.database.Database;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Sandbox;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each process has a pool of its own. */
class PostgresAlertsIT extends StoredAlertsContract {

    @TempDir
    private Path folder;

    private final String url = Sandbox.postgres().createDatabase("alerts_" + System.nanoTime());
    private final List<Database> pools = new ArrayList<>();

    @Override
    AlertBook open(String process, String... receivers) throws SQLException {
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl(url);
        builder.setUser(Sandbox.postgres().user());
        builder.setPassword(Sandbox.postgres().password());
        Database database = builder.build();
        pools.add(database);
        AlertBook book = new StoredAlerts(database, terms(process, receivers), clock);
        book.record(Set.of(), List.of());
        return book;
    }

    @Test
    void theRoleThatRunsMayDoAllOfIt() throws Exception {
        Sandbox.postgres().execute(url, Files.readString(Path.of("deploy/postgres/roles.sql")));
        JarProcess migration = JarProcess.Setup.in(folder)
                .with("STATE_URL", url)
                .with("STATE_USER", "dromedary_owner")
                .run("migrate", "state", "--grant-to", "dromedary_run");
        assertThat(migration.exitCode()).as(migration.errors()).isZero();
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl(url);
        builder.setUser("dromedary_run");
        builder.setMigrate(false);
        Database database = builder.build();
        pools.add(database);
        AlertBook book = new StoredAlerts(database, terms("one", "slack"), clock);

        book.record(LOGINS, circuit);
        book.retry(book.next("slack").orElseThrow(), Duration.ZERO);
        clock.move(REPEAT);
        book.record(LOGINS, circuit);
        assertThat(delivered(book, "slack")).containsExactly("firing circuit-open");
        book.record(LOGINS, List.of());
        assertThat(delivered(book, "slack")).containsExactly("resolved circuit-open");
    }

    @AfterEach
    void close() {
        pools.forEach(Database::close);
    }
}
