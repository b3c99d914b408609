package dev.dromedary.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.PositionStore;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The consumer in a route of its own, with a sink in memory that keeps positions as a real one does. */
class TableChangesConsumerTest {

    private static final int ROWS = 20;

    @TempDir
    private Path folder;

    private final Sink sink = new Sink();
    private Database database;
    private Connection other;
    private DefaultCamelContext context;

    /** Lands a batch and its position together, as told by {@link #before}. */
    private static final class Sink implements PositionStore {

        private final List<String> landed = new CopyOnWriteArrayList<>();
        private final AtomicInteger calls = new AtomicInteger();
        private final AtomicInteger released = new AtomicInteger();
        private volatile String position;
        private volatile Before before = call -> {};

        private interface Before {
            void batch(int call) throws Exception;
        }

        private Batch land(Batch batch) throws Exception {
            before.batch(calls.incrementAndGet());
            landed.addAll(batch.records().stream().map(SourceRecord::id).toList());
            position = batch.position();
            return batch.landed();
        }

        @Override
        public Optional<String> glance(String pipeline) {
            return Optional.ofNullable(position);
        }

        @Override
        public void release(String pipeline) {
            released.incrementAndGet();
        }

        @Override
        public Optional<String> position(String pipeline) {
            return Optional.ofNullable(position);
        }
    }

    @BeforeEach
    void startRoute() throws Exception {
        Database.Builder file = new Database.Builder();
        file.setName("items");
        file.setSource(folder.resolve("items.db").toString());
        database = file.build();
        other = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("items.db"));
        sql("create table items (id integer primary key)");
        for (int i = 1; i <= ROWS; i++) {
            sql("insert into items values (" + i + ")");
        }
        TableChanges.Builder table = new TableChanges.Builder();
        table.setDatabase(database);
        table.setTable("items");
        table.setKey("id");
        table.setPageSize(3);
        context = new DefaultCamelContext();
        context.getRegistry().bind("items", table.build());
        context.getRegistry().bind("sink", sink);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("table-changes:items?pipeline=items&positions=#bean:sink&interval=10ms")
                        .routeId("follow-items")
                        .process(exchange -> exchange.getMessage()
                                .setBody(sink.land(exchange.getMessage().getBody(Batch.class))));
            }
        });
    }

    @AfterEach
    void end() throws Exception {
        context.stop();
        other.close();
        database.close();
    }

    private void sql(String text) throws SQLException {
        try (Statement statement = other.createStatement()) {
            statement.execute(text);
        }
    }

    private static List<String> keys() {
        return java.util.stream.IntStream.rangeClosed(1, ROWS)
                .mapToObj(Integer::toString)
                .toList();
    }

    @Test
    void rowsLandInOrderAndThenChanges() throws Exception {
        context.start();
        await().until(() -> sink.landed.size() >= ROWS);
        sql("insert into items values (100)");
        await().until(() -> sink.landed.size() > ROWS);

        assertThat(sink.landed)
                .startsWith(keys().toArray(String[]::new))
                .hasSize(ROWS + 1)
                .endsWith("100");
    }

    /** Another process may replay letters meanwhile. */
    @Test
    void theSinkIsFreeBetweenTwoRuns() throws Exception {
        context.start();
        await().until(() -> sink.landed.size() >= ROWS);
        context.getRouteController().suspendRoute("follow-items");
        context.getRouteController().resumeRoute("follow-items");
        assertThat(sink.released).hasValue(0);

        context.getRouteController().stopRoute("follow-items");

        assertThat(sink.released).hasValue(1);
    }

    @Test
    void aPageThatFailsIsReadAgainAndNoneAfterItLandsBefore() throws Exception {
        sink.before = call -> {
            if (call == 3) {
                throw new IllegalStateException("broken");
            }
        };

        context.start();

        await().until(() -> sink.landed.size() >= ROWS);
        assertThat(sink.landed).containsExactlyElementsOf(keys());
    }

    @Test
    void whatIsAtWorkWhenItIsSuspendedLandsOnce() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        sink.before = call -> {
            if (call == 2) {
                working.countDown();
                goOn.await();
            }
        };
        context.start();
        working.await();
        TableChangesConsumer consumer =
                (TableChangesConsumer) context.getRoute("follow-items").getConsumer();

        consumer.suspend();
        consumer.resume();
        goOn.countDown();

        await().until(() -> sink.landed.size() >= ROWS);
        assertThat(sink.landed).containsExactlyElementsOf(keys());
    }
}
