package dev.dromedary.bench;

import dev.dromedary.sandbox.CatalogSamples;
import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.SandboxCredentials;
import dev.dromedary.settings.DataSize;
import dev.dromedary.settings.SettingsCatalog;
import dev.dromedary.xml.JsonToXml;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * The catalog pipeline, from JSON objects to visible XML objects: one that is large, against a copy of the same bytes and
 * a script; and many small ones, against a loop that gets and puts. Run it by {@code bench/run catalog}; {@code
 * bench/README.md} says what is counted and where.
 */
@Command(
        name = "bench/run catalog",
        mixinStandardHelpOptions = true,
        description = "Compares the catalog pipeline with copies through the SDK and with a Python script.")
public final class CatalogBenchmark implements Runnable {

    private static final long SEED = 20260101;
    static final String COPY = "copy";
    static final String AGAIN = "copy again";
    static final String CATALOG = "catalog";
    static final String TREE = "python, tree";
    static final String TEXT = "python, text";
    private static final String PYTHON_COMMAND = "/usr/bin/python3";
    private static final List<String> LARGE = List.of(COPY, CATALOG, AGAIN, TREE, TEXT);
    private static final List<String> MANY = List.of(COPY, CATALOG, AGAIN);

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            defaultValue = "78",
            description = "Size of the large object; 0 leaves it out.")
    private int megabytes;

    @Option(
            names = "--objects",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Small objects; 0 leaves them out.")
    private int objects;

    @Option(names = "--object-size", paramLabel = "BYTES", defaultValue = "10000", description = "Size of each.")
    private int objectSize;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "5", description = "Rounds after the warm-up.")
    private int rounds;

    @Option(names = "--java", paramLabel = "OPTION", description = "An option of the jar's JVM, such as -Xmx128m.")
    private List<String> options = List.of();

    @Option(
            names = "--json",
            paramLabel = "FILE",
            defaultValue = "target/bench-catalog.json",
            description = "Raw results.")
    private Path json;

    private final Path folder = Path.of("target", "bench", "catalog").toAbsolutePath();
    private final Path files = folder.resolve("s3");
    private final JsonToXml xml = new JsonToXml.Builder().build();
    private WatchedObjects store;
    private int runs;

    /** The objects of a bucket that all contestants read, of which the first one's output is looked at. */
    private record Inputs(String bucket, int objects, long bytes, String first, byte[] content) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CatalogBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        Map<String, List<ObjectRace>> races = new LinkedHashMap<>();
        try (WatchedObjects watched = new WatchedObjects(files)) {
            store = watched;
            if (megabytes > 0) {
                races.put("large", race(inputs("large", 1, megabytes * 1_000_000L), LARGE));
            }
            if (objects > 0) {
                races.put("many", race(inputs("many", objects, objectSize), MANY));
            }
        }
        CatalogReport report = new CatalogReport(options, races);
        report.print();
        report.write(json);
        say("%nRaw results: %s", json);
        EmptyFolder.at(folder);
    }

    /** Each object differs from the others by the prices and times of its products. */
    private Inputs inputs(String bucket, int count, long size) {
        say("Making %,d objects of %,d bytes", count, size);
        store.client().createBucket(request -> request.bucket(bucket));
        long bytes = 0;
        byte[] first = null;
        for (int i = 0; i < count; i++) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            try {
                new CatalogSamples(SEED + i).write(content, size);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            String key = key("json/", i, ".json");
            RequestBody body = RequestBody.fromBytes(content.toByteArray());
            store.client().putObject(request -> request.bucket(bucket).key(key), body);
            bytes += content.size();
            first = i == 0 ? content.toByteArray() : first;
        }
        return new Inputs(bucket, count, bytes, key("", 0, ""), first);
    }

    private static String key(String prefix, int number, String suffix) {
        return "%s%02d/%06d%s".formatted(prefix, number % 100, number, suffix);
    }

    private List<ObjectRace> race(Inputs inputs, List<String> contestants) {
        List<ObjectRace> races = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            for (String contestant : contestants) {
                if (isScript(contestant) && !pythonIsThere()) {
                    continue;
                }
                ObjectRace race = race(round, contestant, inputs);
                say(race);
                if (round > 0) {
                    races.add(race);
                }
            }
        }
        return races;
    }

    private static boolean isScript(String contestant) {
        return contestant.equals(TREE) || contestant.equals(TEXT);
    }

    private boolean pythonIsThere() {
        if (!Path.of(PYTHON_COMMAND).toFile().canExecute()) {
            return false;
        }
        try (Child child = Child.start(folder, Map.of(), List.of(PYTHON_COMMAND, "-c", "import boto3"))) {
            return child.awaitExit() == 0;
        }
    }

    /** Each has an empty bucket for its outputs and an empty folder, so that none finds what another left. */
    private ObjectRace race(int round, String contestant, Inputs inputs) {
        String outputs = "outputs-" + ++runs;
        store.client().createBucket(request -> request.bucket(outputs));
        store.watch(inputs.bucket(), outputs);
        Path place = folder.resolve(outputs);
        EmptyFolder.at(place);
        ObjectRace race;
        try (Child child = start(contestant, place, inputs.bucket(), outputs)) {
            race = ObjectRace.watch(round, contestant, inputs.objects(), inputs.bytes(), store, child);
        }
        if (contestant.equals(CATALOG)) {
            check(inputs, outputs);
        }
        EmptyFolder.at(place);
        EmptyFolder.at(files.resolve(outputs));
        store.client().deleteBucket(request -> request.bucket(outputs));
        return race;
    }

    private void check(Inputs inputs, String outputs) {
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try {
            xml.convert(new ByteArrayInputStream(inputs.content()), expected, JsonToXml.Form.JSON);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String key = "xml/" + inputs.first() + ".xml";
        byte[] there = store.client()
                .getObjectAsBytes(request -> request.bucket(outputs).key(key))
                .asByteArrayUnsafe();
        if (!Arrays.equals(there, expected.toByteArray())) {
            throw new IllegalStateException(key + " is not the XML of its input");
        }
    }

    private Child start(String contestant, Path place, String inputs, String outputs) {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL_S3", store.endpoint().toString());
        environment.put("AWS_REGION", SandboxCredentials.REGION);
        environment.put("AWS_DEFAULT_REGION", SandboxCredentials.REGION);
        environment.put("AWS_ACCESS_KEY_ID", SandboxCredentials.ACCESS_KEY_ID);
        environment.put("AWS_SECRET_ACCESS_KEY", SandboxCredentials.SECRET_ACCESS_KEY);
        if (isScript(contestant)) {
            String script = Path.of("bench", "catalog.py").toAbsolutePath().toString();
            String way = contestant.equals(TREE) ? "tree" : "text";
            return Child.start(place, environment, List.of(PYTHON_COMMAND, script, way, inputs, outputs));
        }
        List<String> command = new ArrayList<>();
        if (contestant.equals(CATALOG)) {
            environment.put("CATALOG_BUCKET", inputs);
            environment.put("CATALOG_OUTPUT_BUCKET", outputs);
            command.addAll(options);
            command.addAll(List.of("-jar", JarProcess.jar().toString(), "run", CATALOG, "--once"));
        } else {
            command.addAll(List.of("-cp", System.getProperty("java.class.path"), ObjectCopy.class.getName()));
            command.addAll(List.of(inputs, outputs, byDefault("catalog.workers")));
            command.add(
                    Long.toString(DataSize.parse(byDefault("catalog.part-size")).bytes()));
            command.add(byDefault("catalog.parts"));
        }
        return Child.java(place, environment, command);
    }

    /** What the jar has, the copy has too. */
    private static String byDefault(String setting) {
        return SettingsCatalog.builtIn().get(setting).defaultValue();
    }

    private void say(ObjectRace race) {
        say(
                "round %d of %d%s  %-12s %8.2f s  %,8.0f objects/s  %6.1f MB/s  whole process %6.2f s"
                        + "  (processor %.2f s, server's %.2f s, load %.1f)",
                race.round(),
                rounds,
                race.round() == 0 ? ", warm-up" : "",
                race.contestant(),
                race.seconds(),
                race.objectsPerSecond(),
                race.megabytesPerSecond(),
                race.processSeconds(),
                race.processorSeconds(),
                race.serverSeconds(),
                race.load());
    }

    private static void say(String form, Object... parts) {
        System.out.println(String.format(Locale.ROOT, form, parts));
    }
}
