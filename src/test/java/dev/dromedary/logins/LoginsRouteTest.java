package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.pipeline.Requirement;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.settings.Settings;
import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The route of the logins as it stands in YAML, fed directly, on a warehouse and a state in SQLite files. */
class LoginsRouteTest extends CamelTestSupport {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private static Path folder;

    private final LoginSamples samples = new LoginSamples(5);

    LoginsRouteTest() {
        testConfiguration().withUseAdviceWith(true);
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withUseOverridePropertiesWithPropertiesComponent(properties());
    }

    private static Properties properties() {
        Path own = folder.resolve("test-" + System.nanoTime());
        KeysetFile.create(own.resolve("masking.keyset"), KeysetKind.HMAC);
        Properties properties = new Properties();
        properties.putAll(Settings.load(own, Map.of(), java.util.Set.of())
                .with("warehouse.url", "jdbc:sqlite:" + own.resolve("warehouse.db"))
                .with("state.url", "jdbc:sqlite:" + own.resolve("state.db"))
                .with("dead-letters.keyset", own.resolve("dead-letters.keyset").toString())
                .with("masking.keyset", own.resolve("masking.keyset").toString())
                .with("failures.delay", "20ms")
                .with("failures.max-delay", "50ms")
                .forCamel());
        return properties;
    }

    private void start() throws Exception {
        CamelContext context = context();
        for (String file : List.of("beans", "failures", "dead-letters", "logins")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(context, "classpath:routes/" + file + ".camel.yaml"));
        }
        AdviceWith.adviceWith(context, "store-logins", advice -> advice.replaceFromWith("direct:logins"));
        context.start();
        for (Requirement requirement : context.getRegistry().findByType(Requirement.class)) {
            requirement.check();
        }
    }

    private Batch batch(String... bodies) {
        List<SourceRecord> records = new ArrayList<>();
        for (String body : bodies) {
            records.add(new SourceRecord("id-" + records.size(), Instant.parse("2026-03-01T00:00:00Z"), 2, body));
        }
        return Batch.of("logins", records);
    }

    private Batch send(Batch batch) {
        return template().requestBody("direct:logins", batch, Batch.class);
    }

    private void execute(String database, String sql) throws SQLException {
        context().getRegistry().lookupByNameAndType(database, Database.class).inTransaction(connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
    }

    @Test
    void everyRecordIsSettledOneWayOrTheOther() throws Exception {
        start();

        Batch result = send(batch(samples.good(), "no JSON", samples.good(), samples.bad()));

        assertThat(result.stored()).isEqualTo(2);
        assertThat(result.deadLetters()).isEqualTo(2);
        assertThat(result.settled()).isEqualTo(4);
        assertThat(result.rejections()).isEmpty();
        Batch again = send(batch(samples.good()));
        assertThat(again.duplicates()).isEqualTo(1);
    }

    @Test
    void aWarehouseThatCannotTakeRowsIsWaitedFor() throws Exception {
        start();
        execute("warehouse", "alter table user_logins rename to away");

        CompletableFuture<Batch> waiting = CompletableFuture.supplyAsync(() -> send(batch(samples.good(), "no JSON")));
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> !waiting.isDone());
        execute("warehouse", "alter table away rename to user_logins");

        Batch result = waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(result.stored()).isEqualTo(1);
        assertThat(result.deadLetters()).isEqualTo(1);
    }

    @Test
    void deadLettersThatCannotBeWrittenAreWaitedForToo() throws Exception {
        start();
        execute("state", "alter table dead_letters rename to away");

        CompletableFuture<Batch> waiting = CompletableFuture.supplyAsync(() -> send(batch("no JSON")));
        await().during(Duration.ofMillis(300)).atMost(PATIENCE).until(() -> !waiting.isDone());
        execute("state", "alter table away rename to dead_letters");

        assertThat(waiting.get(PATIENCE.toSeconds(), TimeUnit.SECONDS).deadLetters())
                .isEqualTo(1);
        DeadLetters letters = context().getRegistry().lookupByNameAndType("dead-letters", DeadLetters.class);
        List<String> ids = new ArrayList<>();
        letters.list(Selection.all().of("logins"), letter -> ids.add(letter.sourceId()));
        assertThat(ids).containsExactly("id-0");
    }
}
