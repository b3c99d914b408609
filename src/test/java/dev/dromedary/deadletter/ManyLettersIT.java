package dev.dromedary.deadletter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.database.Database;
import dev.dromedary.sandbox.JarProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * More letters than fit into the heap go through the commands of the real jar. {@code -Dletters.count=1000000
 * -Dletters.heap=128m} does it with a million.
 */
class ManyLettersIT {

    private static final int COUNT = Integer.getInteger("letters.count", 20_000);
    private static final String HEAP = System.getProperty("letters.heap", "32m");
    private static final int BATCH = 1_000;

    /** Together they are larger than the heap. */
    private static final String DETAIL = "is missing ".repeat(4_000_000 / COUNT);

    @TempDir
    private Path folder;

    private JarProcess.Setup setup;

    private void storeAll() throws Exception {
        setup = JarProcess.Setup.in(folder).withJvmOption("-Xmx" + HEAP);
        Database.Builder builder = new Database.Builder();
        builder.setName("state");
        builder.setUrl("jdbc:sqlite:" + folder.resolve("data/state.db"));
        try (Database database = builder.build()) {
            DeadLetters letters = new DeadLetters(database, folder.resolve("data/dead-letters.keyset"));
            letters.check();
            for (int from = 0; from < COUNT; from += BATCH) {
                List<Rejection> rejections = IntStream.range(from, Math.min(COUNT, from + BATCH))
                        .mapToObj(i -> new SourceRecord("m-" + i, Instant.EPOCH, 1, "{}"))
                        .map(record -> new Rejection(record, Reason.INVALID, "$.a", DETAIL))
                        .toList();
                letters.store(Batch.of("logins", List.of()).landed(0, 0, rejections));
            }
        }
    }

    /** Standard output is too large to be read as a whole. */
    private long lines(String text, String... arguments) throws IOException {
        Path own = Files.createTempDirectory(folder, "run-");
        JarProcess process = setup.with("STATE_URL", "jdbc:sqlite:" + folder.resolve("data/state.db"))
                .inside(own)
                .run(arguments);
        assertThat(process.exitCode()).as(process.errors()).isZero();
        try (Stream<Path> files = Files.list(own)) {
            Path out = files.filter(file -> file.getFileName().toString().startsWith("out-"))
                    .findFirst()
                    .orElseThrow();
            try (Stream<String> lines = Files.lines(out)) {
                return lines.filter(line -> line.contains(text)).count();
            } finally {
                Files.delete(out);
            }
        }
    }

    @Test
    void theyAreListedAndDiscardedInBoundedMemory() throws Exception {
        storeAll();

        assertThat(lines("\"source\" : \"m-", "dead-letters", "list", "--json")).isEqualTo(COUNT);
        assertThat(lines(COUNT + " discarded", "dead-letters", "discard", "--pipeline", "logins", "--why", "a test"))
                .isOne();
        assertThat(lines("  m-", "dead-letters", "list")).isZero();
    }
}
