package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Trap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a large object when the process is asked to end in the middle of it. */
class CatalogSignalIT {

    private static final byte[] JSON = CatalogSandbox.sample(1, 30 * 1024 * 1024);
    private static final String OUTPUT = "xml/large.xml";
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    private CatalogSandbox sandbox;
    private JarProcess.Setup setup;

    /** With an hour for a lease, one that were not given back would be waited for in vain. */
    @BeforeEach
    void open() {
        sandbox = CatalogSandbox.in(folder);
        sandbox.put("json/large.json", JSON, Map.of());
        setup = sandbox.setup().with("CATALOG_PART_SIZE", "5MiB").with("CATALOG_LEASE", "1h");
    }

    @AfterEach
    void close() {
        sandbox.close();
    }

    private void expectWhole() {
        assertThat(sandbox.bytes(OUTPUT)).isEqualTo(CatalogSandbox.xml(JSON));
        assertThat(sandbox.uploads()).isZero();
        assertThat(sandbox.ledger(State.COMPLETED)).singleElement().satisfies(entry -> {
            assertThat(entry.attempts()).isEqualTo(1);
            assertThat(entry.takeovers()).isZero();
        });
    }

    @Test
    void sigtermFinishesWhatIsInWork() {
        try (JarProcess run = setup.with("SHUTDOWN_TIMEOUT", "100s").start("run", "catalog")) {
            sandbox.faults.add(new Trap(Trap.part(3), 1, run::terminate, false), Fault.CUT_BEFORE);

            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();

            assertThat(run.errors()).contains("Ended catalog: 1 stored");
        }
        expectWhole();
    }

    @Test
    void whatIsNotDoneInTimeGoesBackAtOnceAndIsGoneOnWith() {
        CountDownLatch released = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Set<Integer> up;
        try (JarProcess run = setup.with("SHUTDOWN_TIMEOUT", "1s").start("run", "catalog")) {
            sandbox.faults.add(
                    new Trap(
                            Trap.part(5),
                            1,
                            () -> {
                                held.countDown();
                                Trap.await(released);
                            },
                            true),
                    Fault.CUT_BEFORE);
            Trap.await(held);
            run.terminate();

            assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();

            assertThat(run.errors()).contains("json/large.json is left to the next run, unfinished");
        } finally {
            released.countDown();
        }
        assertThat(sandbox.keys("xml/")).as("nothing is visible").isEmpty();
        Entry given = sandbox.ledger(State.PENDING).get(0);
        String uploadId = sandbox.uploadIds().get(0);
        assertThat(given.uploadId()).contains(uploadId);
        up = sandbox.parts(OUTPUT, uploadId);
        assertThat(up).isNotEmpty().doesNotContain(5);
        sandbox.faults.reset();

        JarProcess rest = setup.run("run", "catalog", "--once");

        assertThat(rest.exitCode()).as(rest.errors()).isZero();
        assertThat(sandbox.faults.seen("UploadPart"))
                .extracting(AwsRequest::partNumber)
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(up);
        assertThat(sandbox.faults.count("CreateMultipartUpload")).isZero();
        expectWhole();
    }
}
