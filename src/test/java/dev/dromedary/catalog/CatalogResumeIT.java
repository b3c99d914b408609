package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Trap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large object whose process was killed: what is up is not sent again, counted at the server, and nothing is left. */
class CatalogResumeIT {

    private static final int PART = 5 * 1024 * 1024;
    private static final byte[] JSON = CatalogSandbox.sample(1, 8 * PART);
    private static final byte[] XML = CatalogSandbox.xml(JSON);
    private static final int PARTS = (XML.length + PART - 1) / PART;
    private static final String INPUT = "json/large.json";
    private static final String OUTPUT = "xml/large.xml";
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @TempDir
    private Path folder;

    private CatalogSandbox sandbox;

    @AfterEach
    void close() {
        sandbox.close();
    }

    private static JarProcess.Setup inParts(CatalogSandbox sandbox) {
        return sandbox.setup().with("CATALOG_PART_SIZE", "5MiB").with("CATALOG_LEASE", "3s");
    }

    /** What is up when the process is dead: it is killed when it sends the sixth part. */
    private Set<Integer> killInTheMiddle(JarProcess.Setup setup) {
        sandbox.put(INPUT, JSON, Map.of());
        try (JarProcess run = setup.start("run", "catalog")) {
            Trap trap = new Trap(Trap.part(6), 1, run::kill, true);
            sandbox.faults.add(trap, Fault.CUT_BEFORE);
            trap.await();
        }
        Set<Integer> up = sandbox.parts(OUTPUT, sandbox.uploadIds().get(0));
        assertThat(up).hasSizeBetween(3, PARTS - 1).doesNotContain(6);
        assertThat(sandbox.keys("xml/")).as("nothing is visible").isEmpty();
        sandbox.faults.reset();
        return up;
    }

    private List<Integer> sentParts() {
        return sandbox.faults.seen("UploadPart").stream()
                .map(AwsRequest::partNumber)
                .toList();
    }

    private void expectResumed(String uploadId, Set<Integer> up) {
        assertThat(sentParts()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(up);
        assertThat(sandbox.faults.count("CreateMultipartUpload")).isZero();
        assertThat(sandbox.faults.seen("CompleteMultipartUpload"))
                .extracting(request -> request.query().get("uploadId"))
                .containsExactly(uploadId);
        expectWhole();
    }

    private void expectWhole() {
        assertThat(sandbox.bytes(OUTPUT)).isEqualTo(XML);
        assertThat(sandbox.uploads()).isZero();
        assertThat(sandbox.ledger(State.COMPLETED)
                        .get(0)
                        .outcome()
                        .orElseThrow()
                        .outputSha256())
                .isEqualTo(CatalogSandbox.sha256(XML));
    }

    @Test
    void theNextRunSendsOnlyTheMissingParts() {
        sandbox = CatalogSandbox.in(folder);
        JarProcess.Setup setup = inParts(sandbox);
        Set<Integer> up = killInTheMiddle(setup);
        String uploadId = sandbox.uploadIds().get(0);

        JarProcess rest = setup.run("run", "catalog", "--once");

        assertThat(rest.exitCode()).as(rest.errors()).isZero();
        assertThat(rest.output()).startsWith("catalog: 1 stored,");
        expectResumed(uploadId, up);
    }

    @Test
    void anotherMachineGoesOnWhenTheLeaseHasRunOut() throws Exception {
        sandbox = CatalogSandbox.shared(Files.createDirectory(folder.resolve("first")));
        JarProcess.Setup setup = inParts(sandbox);
        Set<Integer> up = killInTheMiddle(setup);
        String uploadId = sandbox.uploadIds().get(0);
        Entry left = sandbox.ledger(State.IN_PROGRESS).get(0);
        assertThat(left.uploadId()).contains(uploadId);

        JarProcess rest =
                setup.inside(Files.createDirectory(folder.resolve("second"))).run("run", "catalog", "--once");

        assertThat(rest.exitCode()).as(rest.errors()).isZero();
        expectResumed(uploadId, up);
        Entry done = sandbox.ledger(State.COMPLETED).get(0);
        assertThat(done.owner()).isNotEqualTo(left.owner());
        assertThat(done.takeovers()).isEqualTo(1);
        assertThat(done.attempts()).isEqualTo(1);
        assertThat(done.started()).as("the dead owner's lease was waited for").isAfterOrEqualTo(left.leaseEnd());
    }

    @Test
    void whatWasCompletedJustBeforeAKillIsFoundAndNotWrittenAgain() {
        sandbox = CatalogSandbox.in(folder);
        byte[] json = CatalogSandbox.sample(2, 2 * PART);
        sandbox.put(INPUT, json, Map.of());
        JarProcess.Setup setup = inParts(sandbox);
        try (JarProcess run = setup.start("run", "catalog")) {
            Trap trap = new Trap(Trap.operation("CompleteMultipartUpload"), 1, run::kill, false);
            sandbox.faults.add(trap, Fault.CUT_BEFORE);
            trap.await();
        }
        await().atMost(PATIENCE).until(() -> sandbox.keys("xml/").contains(OUTPUT));
        Instant written = sandbox.head(OUTPUT).lastModified();
        assertThat(sandbox.ledger(State.COMPLETED)).isEmpty();

        JarProcess rest = setup.run("run", "catalog", "--once");

        assertThat(rest.output()).as(rest.errors()).startsWith("catalog: 1 stored,");
        assertThat(sandbox.head(OUTPUT).lastModified()).isEqualTo(written);
        assertThat(sandbox.bytes(OUTPUT)).isEqualTo(CatalogSandbox.xml(json));
        assertThat(sandbox.ledger(State.COMPLETED)).hasSize(1);
        assertThat(sandbox.uploads()).isZero();
    }

    @Test
    void aPartThatFailsIsSentAgainAlone() {
        sandbox = CatalogSandbox.in(folder);
        sandbox.put(INPUT, JSON, Map.of());
        sandbox.faults.add(new Trap(Trap.part(3), 1, () -> {}, true), Fault.SLOW_DOWN);
        sandbox.faults.add(new Trap(Trap.part(5), 1, () -> {}, true), Fault.LOSE_ANSWER);

        JarProcess run = inParts(sandbox).run("run", "catalog", "--once");

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(sentParts()).hasSize(PARTS + 2).containsOnlyOnce(1, 2, 4, 6, 7, 8);
        assertThat(sandbox.faults.count("CreateMultipartUpload")).isEqualTo(1);
        expectWhole();
    }

    private String begin(String key) {
        return sandbox.client
                .createMultipartUpload(request -> request.bucket(sandbox.bucket).key(key))
                .uploadId();
    }

    @Test
    void anUploadThatNobodyGoesOnWithIsAbortedAndThatOfAStrangerIsNot() {
        sandbox = CatalogSandbox.in(folder);
        begin("xml/forgotten.xml");
        String strangers = begin("other/strangers.xml");
        sandbox.faults.add(Trap.operation("ListMultipartUploads"), Fault.AGE_UPLOADS);

        JarProcess run = sandbox.runOnce();

        assertThat(run.exitCode()).as(run.errors()).isZero();
        assertThat(sandbox.uploadIds()).containsExactly(strangers);
    }

    @Test
    void anUploadThatALivingProcessWorksOnIsNotAborted() {
        sandbox = CatalogSandbox.in(folder);
        sandbox.put(INPUT, JSON, Map.of());
        JarProcess.Setup setup = inParts(sandbox).with("CATALOG_LEASE", "8s");
        sandbox.faults.add(Trap.part(4), Fault.SLOW_DOWN);
        sandbox.faults.add(Trap.operation("ListMultipartUploads"), Fault.AGE_UPLOADS);
        try (JarProcess slow = setup.start("run", "catalog")) {
            await().atMost(PATIENCE).until(() -> sentParts().contains(4));
            String forgotten = begin("xml/forgotten.xml");

            JarProcess other = setup.with("CATALOG_ORPHAN_AGE", "0s").run("run", "catalog", "--once");

            assertThat(other.output()).startsWith("catalog: 0 stored, 0 duplicates, 0 dead letters,");
            assertThat(sandbox.uploadIds()).hasSize(1).doesNotContain(forgotten);
            sandbox.faults.reset();
            await().atMost(PATIENCE).until(() -> sandbox.keys("xml/").contains(OUTPUT));
            slow.terminate();
            assertThat(slow.awaitExit(PATIENCE)).as(slow.errors()).isZero();
        }
        assertThat(sandbox.faults.count("CreateMultipartUpload")).isZero();
        expectWhole();
    }
}
