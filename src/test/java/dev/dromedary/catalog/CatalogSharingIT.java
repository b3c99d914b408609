package dev.dromedary.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.AwsRequest;
import dev.dromedary.sandbox.HttpFaults;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.sandbox.Trap;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Invariant 2: processes share objects by each kind of ledger, and each object is written once, counted at the server. */
class CatalogSharingIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    private CatalogSandbox sandbox;

    @AfterEach
    void close() {
        sandbox.close();
    }

    private static String json(int number) {
        return "[{\"ean\": \"" + number + "\", \"price\": " + number + ".50}]\n";
    }

    private void putAll(int objects) {
        for (int number = 0; number < objects; number++) {
            sandbox.put("json/" + number + ".json", json(number));
        }
    }

    /** Each does a part: no object is read before both processes have begun. */
    private void share(JarProcess.Setup one, JarProcess.Setup other, int objects) {
        CountDownLatch begun = new CountDownLatch(2);
        try (HttpFaults otherFaults = HttpFaults.before(sandbox.server.endpoint())) {
            for (HttpFaults faults : List.of(sandbox.faults, otherFaults)) {
                faults.add(new Trap(Trap.operation("GetObject"), 1, begun::countDown, false), Fault.CUT_BEFORE);
                faults.add(request -> waitFor(begun, request), Fault.CUT_BEFORE);
            }
            try (JarProcess first = one.start("run", "catalog", "--once");
                    JarProcess second = other.withS3(otherFaults.endpoint()).start("run", "catalog", "--once")) {
                assertThat(first.awaitExit(PATIENCE)).as(first.errors()).isZero();
                assertThat(second.awaitExit(PATIENCE)).as(second.errors()).isZero();
                assertThat(stored(first)).as(first.output()).isPositive();
                assertThat(stored(second)).as(second.output()).isPositive();
                assertThat(stored(first) + stored(second)).isEqualTo(objects);
            }
            expectEachWrittenOnce(objects, sandbox.faults, otherFaults);
        }
    }

    private static boolean waitFor(CountDownLatch begun, AwsRequest request) {
        if (request.operation().equals("GetObject")) {
            Trap.await(begun);
        }
        return false;
    }

    private static int stored(JarProcess run) {
        assertThat(run.output()).contains(" stored, 0 duplicates, 0 dead letters,");
        return Integer.parseInt(run.output().replaceFirst("(?s)catalog: (\\d+) stored.*", "$1"));
    }

    private void expectEachWrittenOnce(int objects, HttpFaults... seen) {
        Map<String, Long> written = Stream.of(seen)
                .flatMap(faults -> faults.seen("PutObject").stream())
                .collect(Collectors.groupingBy(AwsRequest::path, Collectors.counting()));
        assertThat(written).hasSize(objects);
        assertThat(written.values()).containsOnly(1L);
        assertThat(sandbox.keys("xml/")).hasSize(objects);
        for (int number = 0; number < objects; number++) {
            assertThat(sandbox.get("xml/" + number + ".xml")).isEqualTo(CatalogSandbox.xml(json(number)));
        }
    }

    private void expectAllCompleted(int objects) {
        List<Entry> completed = sandbox.ledger(State.COMPLETED);
        assertThat(completed).hasSize(objects);
        assertThat(completed).extracting(Entry::attempts).containsOnly(1);
        assertThat(completed).extracting(Entry::takeovers).containsOnly(0);
        assertThat(completed).extracting(Entry::owner).as("two processes").satisfies(owners -> assertThat(
                        owners.stream().distinct())
                .hasSize(2));
    }

    @Test
    void twoMachinesShareAThousandObjects() throws Exception {
        sandbox = CatalogSandbox.shared(Files.createDirectory(folder.resolve("first")));
        putAll(1000);

        share(sandbox.setup(), sandbox.setup().inside(Files.createDirectory(folder.resolve("second"))), 1000);

        expectAllCompleted(1000);
    }

    @Test
    void twoProcessesShareAFile() {
        sandbox = CatalogSandbox.in(folder);
        putAll(200);

        share(sandbox.setup(), sandbox.setup(), 200);

        expectAllCompleted(200);
    }

    @Test
    void aLedgerInDynamoDbRemembersWhatIsDone() {
        sandbox = CatalogSandbox.in(folder);
        putAll(20);
        JarProcess.Setup setup = sandbox.setup()
                .with("CATALOG_LEDGER", "dynamodb")
                .with("CATALOG_LEDGER_TABLE", sandbox.bucket)
                .with("AWS_ENDPOINT_URL_DYNAMODB", Sandbox.dynamo().endpoint().toString());

        assertThat(setup.run("run", "catalog", "--once").output()).startsWith("catalog: 20 stored,");

        expectEachWrittenOnce(20, sandbox.faults);
        assertThat(Sandbox.dynamo()
                        .client()
                        .scan(request -> request.tableName(sandbox.bucket))
                        .items())
                .hasSize(20)
                .allSatisfy(item -> assertThat(item.get("state").s()).isEqualTo("COMPLETED"));
        sandbox.faults.reset();
        assertThat(setup.run("run", "catalog", "--once").output())
                .startsWith("catalog: 0 stored, 0 duplicates, 0 dead letters,");
        assertThat(sandbox.faults.seen())
                .extracting(AwsRequest::operation)
                .containsOnly("HeadBucket", "ListObjectsV2", "ListMultipartUploads");
        assertThat(sandbox.ledger(State.COMPLETED))
                .as("the state database has no part in it")
                .isEmpty();
    }
}
