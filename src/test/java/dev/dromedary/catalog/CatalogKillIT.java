package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.Outcome;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 1, 2 and 6: the jar is killed again and again while it converts objects of one part and of several, at
 * requests that it sends, whether S3 still gets them or not, and at any moment. {@code -Dkill.rounds} and {@code
 * -Dkill.seed} repeat a run.
 */
class CatalogKillIT {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 20);
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime());

    /** Every fourth round brings one of several parts. */
    private static final int OBJECTS_A_ROUND = 5;

    private static final int KIB = 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    private final Random random = new Random(SEED);
    private final Map<String, String> inputs = new HashMap<>();
    private final Map<String, String> outputs = new ConcurrentHashMap<>();
    private int killed;

    @Test
    void everyOutputIsWholeAndWrittenOnceWhateverIsKilledWhen() throws Exception {
        try (CatalogSandbox sandbox = CatalogSandbox.in(folder)) {
            JarProcess.Setup setup = sandbox.setup()
                    .with("CATALOG_PART_SIZE", "5MiB")
                    .with("CATALOG_LEASE", "3s")
                    .with("CATALOG_LIST_INTERVAL", "1s");
            try (OutputWatch watch = new OutputWatch(sandbox, outputs)) {
                for (int round = 0; round < ROUNDS; round++) {
                    putObjects(sandbox, round);
                    kill(sandbox, setup, watch, round);
                    assertThat(watch.faults())
                            .as("seed %d, round %d", SEED, round)
                            .isEmpty();
                }
                finish(setup);
                await().atMost(PATIENCE).until(() -> watch.count() == outputs.size());
                assertThat(watch.faults()).as("seed %d", SEED).isEmpty();
            }
            expect(sandbox);
            expectNothingLeft(sandbox, setup);
        }
        assertThat(killed).as("seed %d: rounds killed in the middle", SEED).isGreaterThanOrEqualTo(ROUNDS / 2);
        System.out.printf("CatalogKillIT: %d of %d rounds killed at work, seed %d%n", killed, ROUNDS, SEED);
    }

    private void putObjects(CatalogSandbox sandbox, int round) {
        for (int number = 0; number < OBJECTS_A_ROUND; number++) {
            boolean large = number == 0 && isLarge(round);
            int kib = large ? 11 * KIB + random.nextInt(5 * KIB) : 20 + random.nextInt(180);
            byte[] json = CatalogSandbox.sample(random.nextLong(), (long) kib * KIB);
            String name = "a/" + round + "-" + number;
            inputs.put("json/" + name + ".json", CatalogSandbox.sha256(json));
            outputs.put("xml/" + name + ".xml", CatalogSandbox.sha256(CatalogSandbox.xml(json)));
            sandbox.put("json/" + name + ".json", json, Map.of());
        }
    }

    private static boolean isLarge(int round) {
        return round % 4 == 0;
    }

    /** A request that this round's objects are sure to need, in turns; empty for a moment at random. */
    private static Optional<String> request(int round) {
        return switch (round % 8) {
            case 0 -> Optional.of("UploadPart");
            case 4 -> Optional.of("CompleteMultipartUpload");
            case 1, 5 -> Optional.of("PutObject");
            case 2, 6 -> Optional.of("GetObject");
            default -> Optional.empty();
        };
    }

    /** S3 gets the request at which the process is killed, or does not. */
    private void kill(CatalogSandbox sandbox, JarProcess.Setup setup, OutputWatch watch, int round)
            throws InterruptedException {
        Optional<String> request = request(round);
        try (JarProcess run = setup.start("run", "catalog")) {
            if (request.isPresent()) {
                int number = request.get().startsWith("Complete") ? 1 : 1 + random.nextInt(3);
                Trap trap = new Trap(Trap.operation(request.get()), number, run::kill, random.nextBoolean());
                sandbox.faults.add(trap, Fault.CUT_BEFORE);
                await().atMost(PATIENCE).until(() -> trap.sprung() || !run.isAlive());
                assertThat(trap.sprung()).as("seed %d: %s", SEED, run.errors()).isTrue();
                trap.await();
            } else {
                TimeUnit.MILLISECONDS.sleep(random.nextInt(2_500));
                assertThat(run.isAlive()).as("seed %d: %s", SEED, run.errors()).isTrue();
                run.kill();
            }
        }
        sandbox.faults.reset();
        killed += watch.count() < outputs.size() ? 1 : 0;
    }

    private static void finish(JarProcess.Setup setup) {
        JarProcess rest = setup.run("run", "catalog", "--once");
        assertThat(rest.exitCode()).as("seed %d: %s", SEED, rest.errors()).isZero();
    }

    private void expect(CatalogSandbox sandbox) {
        assertThat(sandbox.keys("xml/")).as("seed %d", SEED).containsExactlyInAnyOrderElementsOf(outputs.keySet());
        outputs.forEach((key, sha256) -> assertThat(CatalogSandbox.sha256(sandbox.bytes(key)))
                .as("seed %d: %s", SEED, key)
                .isEqualTo(sha256));
        List<Entry> completed = sandbox.ledger(State.COMPLETED);
        assertThat(completed)
                .as("seed %d", SEED)
                .extracting(entry -> entry.version().key())
                .containsExactlyInAnyOrderElementsOf(inputs.keySet());
        for (Entry entry : completed) {
            Outcome outcome = entry.outcome().orElseThrow();
            assertThat(outcome.inputSha256())
                    .isEqualTo(inputs.get(entry.version().key()));
            assertThat(outcome.outputSha256()).isEqualTo(outputs.get(outcome.outputKey()));
        }
        for (State state : List.of(State.PENDING, State.IN_PROGRESS, State.FAILED)) {
            assertThat(sandbox.ledger(state)).as("seed %d", SEED).isEmpty();
        }
        assertThat(sandbox.deadLetters()).as("seed %d", SEED).isEmpty();
    }

    /** An upload that was begun just before a kill, and that nobody knows, is what the sweeper is for. */
    private static void expectNothingLeft(CatalogSandbox sandbox, JarProcess.Setup setup) {
        sandbox.faults.add(Trap.operation("ListMultipartUploads"), Fault.AGE_UPLOADS);
        JarProcess again = setup.run("run", "catalog", "--once");
        assertThat(again.output()).startsWith("catalog: 0 stored, 0 duplicates, 0 dead letters,");
        assertThat(sandbox.uploads()).as("seed %d", SEED).isZero();
    }
}
