package dev.dromedary.faults;

import dev.dromedary.catalog.CatalogSandbox;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Looks at the outputs all the time: each must be whole when it is first seen, and stay as it is. Thread-safe. */
final class OutputWatch implements AutoCloseable {

    private final CatalogSandbox sandbox;
    private final Map<String, String> expected;
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();
    private final ScheduledExecutorService eyes = Executors.newSingleThreadScheduledExecutor();

    /** @param expected SHA-256 of each output, by key */
    OutputWatch(CatalogSandbox sandbox, Map<String, String> expected) {
        this.sandbox = sandbox;
        this.expected = expected;
        eyes.scheduleWithFixedDelay(this::look, 0, 25, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            // S3Proxy lists also the files, of other names, that it is still writing.
            sandbox.objects("xml/").stream()
                    .filter(object -> expected.containsKey(object.key()))
                    .forEach(this::look);
        } catch (SdkClientException away) {
            // The server was stopped; what it held meanwhile is looked at when it is back.
        } catch (RuntimeException e) {
            faults.add(e.toString());
        }
    }

    private void look(S3Object object) {
        String version = object.size() + " bytes of " + object.lastModified() + ", " + object.eTag();
        String before = seen.put(object.key(), version);
        if (before != null && !before.equals(version)) {
            faults.add(object.key() + " was written again: " + version + " after " + before);
        }
        if (!version.equals(before)
                && !CatalogSandbox.sha256(sandbox.bytes(object.key())).equals(expected.get(object.key()))) {
            faults.add(object.key() + " is not what it must be: " + version);
        }
    }

    /** How many outputs were seen. */
    int count() {
        return seen.size();
    }

    /** What was wrong with an output when it was looked at. */
    List<String> faults() {
        return List.copyOf(faults);
    }

    @Override
    public void close() {
        eyes.shutdownNow();
    }
}
