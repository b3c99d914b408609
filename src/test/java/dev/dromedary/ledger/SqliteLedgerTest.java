package dev.dromedary.ledger;

import dev.dromedary.database.Database;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {

    @TempDir
    private Path folder;

    private Database database;

    @Override
    ObjectLedger open(String owner, SettableClock ownersClock) throws Exception {
        if (database == null) {
            Database.Builder builder = new Database.Builder();
            builder.setName("state");
            builder.setUrl("jdbc:sqlite:" + folder.resolve("state.db"));
            database = builder.build();
        }
        ObjectLedger ledger = new JdbcLedger(database, owner, LEASE, ownersClock);
        ledger.check();
        return ledger;
    }

    @Override
    void pass(Duration time) {
        clock.move(time);
    }

    @AfterEach
    void close() {
        database.close();
    }
}
