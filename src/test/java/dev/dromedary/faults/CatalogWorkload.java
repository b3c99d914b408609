package dev.dromedary.faults;

import dev.dromedary.catalog.CatalogSandbox;
import dev.dromedary.ledger.Entry;
import dev.dromedary.ledger.State;
import dev.dromedary.sandbox.HttpFaults;
import dev.dromedary.sandbox.HttpFaults.Fault;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.TcpProxy;
import dev.dromedary.sandbox.Trap;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * JSON objects in a bucket, which have to become XML. The first of those that are fed together has several parts; the
 * outputs are looked at all the time.
 */
final class CatalogWorkload extends Workload {

    private static final byte[] LARGE = CatalogSandbox.sample(1, 11 << 20);
    private static final String LARGE_XML = CatalogSandbox.sha256(CatalogSandbox.xml(LARGE));

    /** Fewer are all small. */
    private static final int FEW = 100;

    private final CatalogSandbox sandbox;
    private final TcpProxy bucket;
    private final JarProcess.Setup setup;

    /** SHA-256 of the outputs, by key. */
    private final Map<String, String> outputs = new ConcurrentHashMap<>();

    private final OutputWatch watch;

    CatalogWorkload(Path folder, Servers servers) {
        super(folder);
        sandbox = CatalogSandbox.on(servers.s3(), folder, servers.state());
        bucket = TcpProxy.before(sandbox.faults.endpoint().getPort());
        setup = sandbox.setup()
                .withS3(URI.create(bucket.by(sandbox.faults.endpoint().toString())))
                .with("CATALOG_PART_SIZE", "5MiB")
                .with("CATALOG_LEASE", "3s")
                .with("CATALOG_LIST_INTERVAL", "1s")
                .with("STARTUP_TIMEOUT", "5m");
        watch = new OutputWatch(sandbox, outputs);
    }

    CatalogSandbox sandbox() {
        return sandbox;
    }

    @Override
    JarProcess.Setup setup() {
        return setup;
    }

    @Override
    String pipeline() {
        return "catalog";
    }

    @Override
    List<Moment> moments() {
        return List.of(
                request("ListObjectsV2"),
                request("GetObject"),
                request("PutObject"),
                request("CreateMultipartUpload"),
                request("UploadPart"),
                request("CompleteMultipartUpload"));
    }

    private Moment request(String operation) {
        return new Moment(
                operation,
                (loss, number, action) -> sandbox.faults.add(
                        Moment.nth(number, Trap.operation(operation)), HttpFaults.fault(loss), action));
    }

    @Override
    void forgive() {
        sandbox.faults.reset();
    }

    @Override
    List<TcpProxy> lines() {
        return List.of(bucket);
    }

    @Override
    void put(int from, int to) {
        for (int number = from; number < to; number++) {
            String key = "json/" + number + ".json";
            if (isBad(number)) {
                bad(key);
                sandbox.put(key, "[{\"ean\": \"" + CANARY + "\"");
            } else {
                boolean large = number == from && to - from >= FEW;
                byte[] json = large ? LARGE : small(number).getBytes(StandardCharsets.UTF_8);
                String output = "xml/" + number + ".xml";
                String sha256 = large ? LARGE_XML : CatalogSandbox.sha256(CatalogSandbox.xml(json));
                outputs.put(output, sha256);
                good(output + " " + sha256);
                sandbox.put(key, json, Map.of());
            }
        }
    }

    private static String small(int number) {
        return "[{\"ean\": \"" + number + "\", \"price\": " + number + ".50}]\n";
    }

    @Override
    long landed() {
        return watch.count();
    }

    @Override
    List<String> faults() {
        return watch.faults();
    }

    @Override
    List<String> sink() {
        return sandbox.keys("xml/").stream()
                .map(key -> key + " " + CatalogSandbox.sha256(sandbox.bytes(key)))
                .toList();
    }

    @Override
    List<String> letters() {
        return sources(sandbox.setup().run("dead-letters", "list", "--json").output()).stream()
                .map(source -> source.substring(source.indexOf('/') + 1, source.indexOf(" (")))
                .toList();
    }

    /** Uploads that one who was killed had just begun are for the sweeper; an hour must not be waited for here. */
    @Override
    List<String> leftovers() {
        List<String> left = new ArrayList<>(watch.faults());
        for (State state : List.of(State.PENDING, State.IN_PROGRESS)) {
            sandbox.ledger(state).stream().map(Entry::toString).forEach(left::add);
        }
        if (sandbox.uploads() > 0) {
            sandbox.faults.add(Trap.operation("ListMultipartUploads"), Fault.AGE_UPLOADS);
            drain();
            forgive();
        }
        left.addAll(sandbox.uploadIds());
        return left;
    }

    @Override
    public void close() {
        super.close();
        watch.close();
        sandbox.close();
    }
}
