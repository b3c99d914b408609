package dev.dromedary.logins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Invariants 1 and 2: the jar is killed again and again, at moments that a seed chooses, and every message is one row or
 * one dead letter in the end. {@code -Dkill.rounds} and {@code -Dkill.seed} repeat a run.
 */
class LoginsKillIT {

    private static final int ROUNDS = Integer.getInteger("kill.rounds", 20);
    private static final long SEED = Long.getLong("kill.seed", System.nanoTime());
    private static final int MESSAGES = 400;
    private static final int BAD_EVERY = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @Test
    void everyMessageIsOneRowOrOneDeadLetterWhateverIsKilledWhen() throws Exception {
        LoginsSandbox sandbox = LoginsSandbox.in(folder);
        Random random = new Random(SEED);
        LoginSamples samples = new LoginSamples(SEED);
        Set<String> good = new HashSet<>();
        Set<String> bad = new HashSet<>();
        JarProcess.Setup setup = sandbox.setup().with("LOGINS_BATCH_SIZE", "50").with("LOGINS_BATCH_WINDOW", "20ms");
        int killedAtWork = 0;
        for (int round = 0; round < ROUNDS; round++) {
            send(sandbox, samples, good, bad);
            long before = sandbox.count();
            try (JarProcess run = setup.start("run", "logins")) {
                if (round % 3 == 0) {
                    // Any time from the start of the process on: while it starts, migrates, makes its keyset.
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(5_000));
                } else {
                    // From the first row of this round on, up to the time that the whole round takes.
                    await().atMost(PATIENCE)
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> sandbox.count() > before || !run.isAlive());
                    TimeUnit.MICROSECONDS.sleep(random.nextInt(250_000));
                }
                assertThat(run.isAlive()).as("seed %d: %s", SEED, run.errors()).isTrue();
                run.kill();
            }
            if (sandbox.depth() > 0) {
                killedAtWork++;
            }
        }

        JarProcess rest = sandbox.setup().run("run", "logins", "--once");

        assertThat(rest.exitCode()).as("seed %d: %s", SEED, rest.errors()).isZero();
        List<String> rows = new ArrayList<>();
        sandbox.query("select message_id from user_logins").forEach(row -> rows.add((String) row.get("message_id")));
        List<String> letters = new ArrayList<>();
        for (JsonNode letter : new JsonMapper().readTree(sandbox.deadLetters())) {
            letters.add(letter.get("source").asText());
        }
        assertThat(new TreeSet<>(rows)).as("seed %d: rows", SEED).isEqualTo(new TreeSet<>(good));
        assertThat(rows).as("seed %d: no row twice", SEED).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(letters)).as("seed %d: dead letters", SEED).isEqualTo(new TreeSet<>(bad));
        assertThat(letters).as("seed %d: no letter twice", SEED).doesNotHaveDuplicates();
        assertThat(sandbox.depth()).as("seed %d: left in the queue", SEED).isZero();
        assertThat(killedAtWork)
                .as("seed %d: rounds killed in the middle", SEED)
                .isPositive();
        System.out.printf("LoginsKillIT: %d of %d rounds killed at work, seed %d%n", killedAtWork, ROUNDS, SEED);
    }

    private static void send(LoginsSandbox sandbox, LoginSamples samples, Set<String> good, Set<String> bad) {
        List<String> rows = new ArrayList<>();
        List<String> letters = new ArrayList<>();
        for (int i = 0; i < MESSAGES; i++) {
            if (i % BAD_EVERY == 0) {
                letters.add(samples.bad());
            } else {
                rows.add(samples.good());
            }
        }
        good.addAll(sandbox.send(rows));
        bad.addAll(sandbox.send(letters));
    }
}
