package dev.dromedary.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.database.Database;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.TcpProxy;
import java.net.URI;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Leases go by PostgreSQL's own clock here: time passes by moving them. Each owner has a pool of its own. */
class PostgresLedgerIT extends LedgerContract {

    private final String url = Sandbox.postgres().createDatabase("ledger_" + System.nanoTime());
    private final List<Database> pools = new ArrayList<>();

    @Override
    ObjectLedger open(String owner, SettableClock ownersClock) throws Exception {
        return open(owner, ownersClock, url);
    }

    private ObjectLedger open(String owner, SettableClock ownersClock, String jdbcUrl) throws Exception {
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl(jdbcUrl);
        builder.setUser(Sandbox.postgres().user());
        builder.setPassword(Sandbox.postgres().password());
        Database database = builder.build();
        pools.add(database);
        ObjectLedger ledger = new JdbcLedger(database, owner, LEASE, ownersClock);
        ledger.check();
        return ledger;
    }

    @Override
    void pass(Duration time) throws Exception {
        pools.get(0).inTransaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("update object_ledger set lease_end = lease_end - ?")) {
                statement.setLong(1, time.toMillis());
                return statement.executeUpdate();
            }
        });
    }

    @AfterEach
    void close() {
        pools.forEach(Database::close);
    }

    @Test
    void survivesAnOutage() throws Exception {
        try (TcpProxy link =
                TcpProxy.before(URI.create(url.substring("jdbc:".length())).getPort())) {
            survivesAnOutage(open("far", clock, link.by(url)), link);
        }
    }

    @Test
    void goesByTheClockOfTheServer() throws Exception {
        SettableClock wrong = new SettableClock();
        wrong.move(Duration.ofDays(-10_000));

        open("third", wrong).claim(OBJECT, ATTEMPTS);

        ObjectLedger ledger = open("fourth", clock);
        assertThat(Duration.between(ledger.find(OBJECT).orElseThrow().started(), Instant.now())
                        .abs())
                .isLessThan(Duration.ofMinutes(1));
    }
}
