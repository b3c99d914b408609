package dev.dromedary.alerts;

import dev.dromedary.database.Database;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteAlertsTest extends StoredAlertsContract {

    @TempDir
    private Path folder;

    private Database database;

    @Override
    AlertBook open(String process, String... receivers) {
        if (database == null) {
            Database.Builder builder = new Database.Builder();
            builder.setName("state");
            builder.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
            database = builder.build();
        }
        return new StoredAlerts(database, terms(process, receivers), clock);
    }

    @AfterEach
    void close() {
        database.close();
    }
}
