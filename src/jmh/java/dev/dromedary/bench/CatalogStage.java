package dev.dromedary.bench;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.SandboxCredentials;
import dev.dromedary.settings.DataSize;
import dev.dromedary.settings.SettingsCatalog;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What one run over a bucket of inputs gets for itself: an empty bucket for its outputs and an empty folder, so that none
 * finds what another left. For use by one thread.
 */
final class CatalogStage implements AutoCloseable {

    private static final String PYTHON = "/usr/bin/python3";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final WatchedObjects store;
    private final ObjectInputs inputs;
    private final String outputs = "outputs-" + NUMBER.incrementAndGet();
    private final Path folder;

    CatalogStage(WatchedObjects store, Path parent, ObjectInputs inputs) {
        this.store = store;
        this.inputs = inputs;
        folder = parent.resolve(outputs);
        store.client().createBucket(request -> request.bucket(outputs));
        watchAnew();
        EmptyFolder.at(folder);
    }

    /** Forgets what was seen at the server so far. */
    void watchAnew() {
        store.watch(inputs.bucket(), outputs);
    }

    Path folder() {
        return folder;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL_S3", store.endpoint().toString());
        environment.put("AWS_REGION", SandboxCredentials.REGION);
        environment.put("AWS_DEFAULT_REGION", SandboxCredentials.REGION);
        environment.put("AWS_ACCESS_KEY_ID", SandboxCredentials.ACCESS_KEY_ID);
        environment.put("AWS_SECRET_ACCESS_KEY", SandboxCredentials.SECRET_ACCESS_KEY);
        return environment;
    }

    /**
     * Starts the jar.
     *
     * @param options of its JVM
     * @param settings beside the buckets
     */
    Child jar(List<String> options, Map<String, String> settings, String... arguments) {
        Map<String, String> environment = environment();
        environment.put("CATALOG_BUCKET", inputs.bucket());
        environment.put("CATALOG_OUTPUT_BUCKET", outputs);
        environment.putAll(settings);
        return Child.jar(folder, environment, options, arguments);
    }

    /** Starts a copy of the same bytes, with as many threads and parts as the jar has by default. */
    Child copy() {
        return Child.java(
                folder,
                environment(),
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        ObjectCopy.class.getName(),
                        inputs.bucket(),
                        outputs,
                        byDefault("catalog.workers"),
                        Long.toString(
                                DataSize.parse(byDefault("catalog.part-size")).bytes()),
                        byDefault("catalog.parts")));
    }

    private static String byDefault(String setting) {
        return SettingsCatalog.builtIn().get(setting).defaultValue();
    }

    /** @param way {@code tree} or {@code text} */
    Child script(String way) {
        String script = Path.of("bench", "catalog.py").toAbsolutePath().toString();
        return Child.start(folder, environment(), List.of(PYTHON, script, way, inputs.bucket(), outputs));
    }

    static boolean pythonIsThere(Path folder) {
        if (!Path.of(PYTHON).toFile().canExecute()) {
            return false;
        }
        try (Child child = Child.start(folder, Map.of(), List.of(PYTHON, "-c", "import boto3"))) {
            return child.awaitExit() == 0;
        }
    }

    /** @throws IllegalStateException if the first output is not the XML of the first input */
    void check() {
        inputs.check(store, outputs);
    }

    @Override
    public void close() {
        EmptyFolder.at(folder);
        store.empty(outputs);
    }
}
