package dev.dromedary.warehouse;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.database.Migrations;
import dev.dromedary.sandbox.PostgresServer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Rows a second that one thread inserts into PostgreSQL in batches of 500, of which the server refuses some, spread
 * evenly: what their bisection costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Threads(1)
@Fork(1)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class BisectionBenchmark {

    private static final int ROWS = 500;
    private static final Instant SENT = Instant.parse("2026-02-03T12:00:00Z");

    @Param({"0", "1", "10", "50"})
    private int refused;

    private final PostgresServer postgres = new PostgresServer();
    private Database database;
    private BatchInsert insert;
    private long next;

    @Setup
    public void prepare() throws SQLException {
        postgres.start();
        Database.Builder warehouse = new Database.Builder();
        warehouse.setName("warehouse");
        warehouse.setUrl(postgres.createDatabase("bisection"));
        warehouse.setUser(postgres.user());
        warehouse.setPassword(postgres.password());
        database = warehouse.build();
        new Migrations(database, "db/migration/warehouse", true).check();
        BatchInsert.Builder builder = new BatchInsert.Builder();
        builder.setDatabase(database);
        builder.setStatement("sql/insert-login.sql");
        insert = builder.build();
    }

    @TearDown
    public void end() {
        database.close();
        postgres.close();
    }

    @Benchmark
    @OperationsPerInvocation(ROWS)
    public Batch insert() {
        List<SourceRecord> records = new ArrayList<>(ROWS);
        for (int i = 0; i < ROWS; i++) {
            boolean bad = refused > 0 && i % (ROWS / refused) == 0;
            records.add(record(bad ? "a text that PostgreSQL refuses: \u0000" : "user-" + i));
        }
        Batch result = insert.insert(Batch.of("logins", records));
        if (result.stored() != ROWS - refused) {
            throw new IllegalStateException("stored " + result.stored());
        }
        return result;
    }

    private SourceRecord record(String user) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("user_id", user);
        fields.put("device_type", "ios");
        fields.put("masked_ip", "a mask as long as masks are, about that, or longer still");
        fields.put("masked_device_id", "a mask as long as masks are, about that, or longer still");
        fields.put("locale", null);
        fields.put("app_version", 2_003_000);
        return new SourceRecord("id-" + next++, SENT, 1, "payload").withFields(fields);
    }
}
