package dev.dromedary.alerts;

import dev.dromedary.database.Database;
import dev.dromedary.sandbox.Sandbox;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/** Each process has a pool of its own. */
class PostgresAlertsIT extends StoredAlertsContract {

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

    @AfterEach
    void close() {
        pools.forEach(Database::close);
    }
}
