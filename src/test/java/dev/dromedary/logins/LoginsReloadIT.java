package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes and a schema are edited while messages flow: each message is one row or one dead letter in the end. */
class LoginsReloadIT {

    private static final int SWAPS = 4;
    private static final int CHUNK = 1_000;
    private static final int MOST_WAITING = 5_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String ROUTE = "routes/logins.camel.yaml";
    private static final String SCHEMA = "routes/schemas/login.schema.json";

    @TempDir
    private Path folder;

    private final LoginSamples samples = new LoginSamples(3);

    @Test
    void nothingIsLostOrDoubledWhileRoutesAreSwapped() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        sandbox.setup().run("routes", "export", "routes");
        // A call at an empty queue, which a reload has to wait for, then ends sooner.
        JarProcess.Setup setup = sandbox.setup().with("LOGINS_WAIT_TIME", "1s");
        try (JarProcess run = setup.start("run", "logins", "--watch")) {
            await().atMost(PATIENCE).until(() -> run.errors().contains("Started logins"));
            AtomicBoolean enough = new AtomicBoolean();
            CompletableFuture<List<String>> sending = CompletableFuture.supplyAsync(() -> send(sandbox, enough));
            await().atMost(PATIENCE).until(() -> sandbox.count() > 0);

            int swaps = 0;
            while (swaps < SWAPS) {
                assertThat(sending).as("messages flow while routes are swapped").isNotDone();
                String size = swaps % 2 == 0 ? "50" : "200";
                edit(ROUTE, "batchSize: .*", "batchSize: " + size);
                awaitReloads(run, ++swaps);
            }
            enough.set(true);
            long before = sandbox.count();
            edit(ROUTE, "steps:", "stepz:");
            await().atMost(PATIENCE).until(() -> run.errors().contains("did you mean \"steps\"?"));
            edit(ROUTE, "stepz:", "stepz: # still");
            List<String> ids = new ArrayList<>(sending.get());
            ids.addAll(send(sandbox, CHUNK));
            awaitEmpty(sandbox);
            assertThat(sandbox.count()).as("goes on with a broken file").isGreaterThan(before);
            edit(ROUTE, "stepz: # still", "steps:");
            edit(SCHEMA, "\"minLength\": 1, \"maxLength\": 32", "\"enum\": [\"ios\", \"web\"]");
            awaitReloads(run, ++swaps);
            List<String> late = send(sandbox, CHUNK);
            ids.addAll(late);
            awaitEmpty(sandbox);
            run.terminate();

            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
            assertSettledOnce(sandbox, ids);
            assertThat(letters(sandbox)).as("by the new schema").isNotEmpty().isSubsetOf(late);
            assertThat(run.errors()).contains(", 0 duplicates");
            assertThat(run.errors().lines().filter(line -> line.startsWith(ROUTE + ":")))
                    .as("a broken file is told of once")
                    .containsExactlyElementsOf(
                            List.of(ROUTE + ":54:7: unknown key \"stepz\" in from; did you mean \"steps\"?"));
            System.out.printf(
                    "LoginsReloadIT: %d swaps while %d messages flowed: %s%n", swaps, ids.size(), reloads(run));
        }
    }

    private List<String> send(LoginsSandbox sandbox, AtomicBoolean enough) {
        List<String> ids = new ArrayList<>();
        while (!enough.get()) {
            await().atMost(PATIENCE).until(() -> sandbox.depth() < MOST_WAITING || enough.get());
            ids.addAll(send(sandbox, CHUNK));
        }
        return ids;
    }

    private List<String> send(LoginsSandbox sandbox, int messages) {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            bodies.add(samples.good());
        }
        return sandbox.send(bodies);
    }

    /** As editors do it: a new file under another name, renamed over the old one. */
    private void edit(String name, String before, String after) throws Exception {
        Path file = folder.resolve(name);
        String text = Files.readString(file);
        String changed = text.replaceFirst(before, after);
        assertThat(changed).isNotEqualTo(text);
        Path young = Files.writeString(folder.resolve(name + "~"), changed);
        Files.move(young, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void awaitReloads(JarProcess run, int number) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> reloads(run).size() >= number || !run.isAlive());
        assertThat(run.isAlive()).as(run.errors()).isTrue();
    }

    private static List<String> reloads(JarProcess run) {
        return run.errors()
                .lines()
                .filter(line -> line.contains("Reloaded logins in "))
                .map(line -> line.replaceAll(".*Reloaded logins in (\\d+ ms), (\\d+ ms) .*", "$1 ($2 in flight)"))
                .toList();
    }

    private static void awaitEmpty(LoginsSandbox sandbox) {
        await().atMost(PATIENCE).until(() -> sandbox.depth() == 0);
    }

    private static void assertSettledOnce(LoginsSandbox sandbox, List<String> ids) throws Exception {
        List<String> settled = letters(sandbox);
        sandbox.query("select message_id from user_logins").forEach(row -> settled.add((String) row.get("message_id")));
        assertThat(settled).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(settled)).isEqualTo(new TreeSet<>(ids));
    }

    private static List<String> letters(LoginsSandbox sandbox) throws Exception {
        List<String> letters = new ArrayList<>();
        for (JsonNode letter : new JsonMapper().readTree(sandbox.deadLetters())) {
            letters.add(letter.get("source").asText());
        }
        return letters;
    }
}
