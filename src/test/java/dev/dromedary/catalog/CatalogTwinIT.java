package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.HttpFaults;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Trap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Invariant 2: a process that stood still for longer than its lease, with an object read and its last request on the way to
 * S3, does not undo what another has made of the object meanwhile.
 */
class CatalogTwinIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String INPUT = "json/a.json";
    private static final String OUTPUT = "xml/a.xml";

    /** How large the object is, and the request that makes its output visible. */
    enum Size {
        SMALL(30_000, "PutObject"),
        LARGE(11 * 1024 * 1024, "CompleteMultipartUpload");

        private final int bytes;
        private final String publication;

        Size(int bytes, String publication) {
            this.bytes = bytes;
            this.publication = publication;
        }
    }

    @TempDir
    private Path folder;

    private CatalogSandbox sandbox;

    @AfterEach
    void close() {
        sandbox.close();
    }

    /**
     * Lets a process convert the object, and freezes it when S3 is about to get its last request; thaws it, and lets the
     * request go on, when something else was done.
     *
     * @return the process, ended
     */
    private JarProcess frozenDuring(Size size, Consumer<JarProcess.Setup> meanwhile) throws Exception {
        JarProcess.Setup setup = sandbox.setup().with("CATALOG_LEASE", "3s").with("CATALOG_PART_SIZE", "5MiB");
        CountDownLatch done = new CountDownLatch(1);
        CountDownLatch frozen = new CountDownLatch(1);
        try (HttpFaults faults = HttpFaults.before(sandbox.server.endpoint());
                JarProcess slow = setup.inside(Files.createDirectory(folder.resolve("slow")))
                        .withS3(faults.endpoint())
                        .start("run", "catalog", "--once")) {
            Runnable freeze = () -> {
                slow.freeze();
                frozen.countDown();
                Trap.await(done);
            };
            faults.add(new Trap(Trap.operation(size.publication), 1, freeze, false), Fault.CUT_BEFORE);
            Trap.await(frozen);
            try {
                meanwhile.accept(setup);
            } finally {
                slow.thaw();
                done.countDown();
            }
            assertThat(slow.awaitExit(PATIENCE)).as(slow.errors()).isZero();
            return slow;
        }
    }

    private static void convert(JarProcess.Setup setup) {
        JarProcess fast = setup.run("run", "catalog", "--once");
        assertThat(fast.exitCode()).as(fast.errors()).isZero();
        assertThat(fast.output()).startsWith("catalog: 1 stored, 0 duplicates, 0 dead letters,");
    }

    private Instant written() {
        return sandbox.head(OUTPUT).lastModified();
    }

    @ParameterizedTest
    @EnumSource
    void aSlowerTwinDoesNotOverwriteANewerVersion(Size size) throws Exception {
        sandbox = CatalogSandbox.shared(Files.createDirectory(folder.resolve("fast")));
        sandbox.put(INPUT, CatalogSandbox.sample(1, size.bytes), Map.of());
        byte[] newer = CatalogSandbox.sample(2, size.bytes);
        Instant[] written = new Instant[1];

        JarProcess slow = frozenDuring(size, setup -> {
            sandbox.put(INPUT, newer, Map.of());
            convert(setup);
            written[0] = written();
        });

        assertThat(slow.output()).startsWith("catalog: 0 stored, 0 duplicates, 1 dead letters,");
        assertThat(sandbox.bytes(OUTPUT)).isEqualTo(CatalogSandbox.xml(newer));
        assertThat(written()).as("not written again").isEqualTo(written[0]);
        assertThat(sandbox.uploads()).isZero();
        assertThat(sandbox.ledger(State.COMPLETED)).singleElement().satisfies(entry -> assertThat(
                        entry.outcome().orElseThrow().inputSha256())
                .isEqualTo(CatalogSandbox.sha256(newer)));
        assertThat(sandbox.ledger(State.FAILED))
                .singleElement()
                .satisfies(entry -> assertThat(entry.reason().orElseThrow()).contains("was replaced"));
    }

    @ParameterizedTest
    @EnumSource
    void aSlowerTwinOfTheSameVersionFindsItDone(Size size) throws Exception {
        sandbox = CatalogSandbox.shared(Files.createDirectory(folder.resolve("fast")));
        byte[] json = CatalogSandbox.sample(1, size.bytes);
        sandbox.put(INPUT, json, Map.of());
        Instant[] written = new Instant[1];

        JarProcess slow = frozenDuring(size, setup -> {
            convert(setup);
            written[0] = written();
        });

        assertThat(slow.output()).startsWith("catalog: 0 stored, 1 duplicates, 0 dead letters,");
        assertThat(sandbox.bytes(OUTPUT)).isEqualTo(CatalogSandbox.xml(json));
        assertThat(written()).as("not written again").isEqualTo(written[0]);
        assertThat(sandbox.uploads()).isZero();
        List<Entry> completed = sandbox.ledger(State.COMPLETED);
        assertThat(completed).hasSize(1);
        assertThat(completed.get(0).takeovers()).isEqualTo(1);
        assertThat(completed.get(0).attempts()).isEqualTo(1);
        assertThat(sandbox.deadLetters()).isEmpty();
    }
}
