package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

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

    private static final String COPY = "copy";
    private static final String AGAIN = "copy again";
    private static final String CATALOG = "catalog";
    private static final String TREE = "python, tree";
    private static final String TEXT = "python, text";

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

    @Option(
            names = "--scripts",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description =
                    "The scripts take part: they hold the large object in memory, and send it in one piece, which the"
                            + " server here takes up to about 100 MB.")
    private boolean scripts;

    @Mixin
    private Rounds rounds = new Rounds(5);

    @Option(names = "--java", paramLabel = "OPTION", description = "An option of the jar's JVM, such as -Xmx128m.")
    private List<String> options = List.of();

    @Mixin
    private RawResults rawResults = new RawResults("catalog");

    private final Path folder = Path.of("target", "bench", "catalog").toAbsolutePath();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CatalogBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        Map<String, Results<ObjectRace>> parts = new LinkedHashMap<>();
        try (WatchedObjects store = new WatchedObjects(folder.resolve("s3"))) {
            if (megabytes > 0) {
                List<String> contestants = new ArrayList<>(List.of(COPY, CATALOG, AGAIN));
                if (scripts && CatalogStage.pythonIsThere(folder)) {
                    contestants.addAll(List.of(TREE, TEXT));
                }
                parts.put("large", race(store, inputs(store, "large", 1, megabytes * 1_000_000L), contestants));
            }
            if (objects > 0) {
                ObjectInputs many = inputs(store, "many", objects, objectSize);
                parts.put("many", race(store, many, List.of(COPY, CATALOG, AGAIN)));
            }
        }
        Ratios ratios = new Ratios();
        parts.forEach((part, results) -> {
            print(part, results);
            addRatios(ratios, results);
        });
        ratios.print();
        Map<String, Object> races = new LinkedHashMap<>();
        parts.forEach((part, results) -> races.put(part, results.raw()));
        rawResults.write(ratios, Map.of("options", options, "races", races));
        EmptyFolder.at(folder);
    }

    private ObjectInputs inputs(WatchedObjects store, String bucket, int count, long size) {
        say("Making %,d objects of %,d bytes", count, size);
        return ObjectInputs.make(store, folder, bucket, count, size);
    }

    private Results<ObjectRace> race(WatchedObjects store, ObjectInputs inputs, List<String> contestants) {
        Results<ObjectRace> results = new Results<>();
        for (Round round : rounds.all()) {
            for (String contestant : contestants) {
                ObjectRace race = race(store, inputs, contestant);
                say(
                        "%s  %-12s %8.2f s  %,8.0f objects/s  %6.1f MB/s  whole process %6.2f s"
                                + "  (processor %.2f s, server's %.2f s, load %.1f)",
                        round,
                        contestant,
                        race.seconds(),
                        race.objectsPerSecond(),
                        race.megabytesPerSecond(),
                        race.processSeconds(),
                        race.processorSeconds(),
                        race.serverSeconds(),
                        race.load());
                results.add(round, contestant, race);
            }
        }
        return results;
    }

    private ObjectRace race(WatchedObjects store, ObjectInputs inputs, String contestant) {
        try (CatalogStage stage = new CatalogStage(store, folder, inputs);
                Child child = start(stage, contestant)) {
            ObjectRace race = ObjectRace.watch(inputs, store, child);
            if (contestant.equals(CATALOG)) {
                stage.check();
            }
            return race;
        }
    }

    private Child start(CatalogStage stage, String contestant) {
        return switch (contestant) {
            case TREE -> stage.script("tree");
            case TEXT -> stage.script("text");
            case CATALOG -> stage.jar(options, Map.of(), "run", "catalog", "--once");
            default -> stage.copy();
        };
    }

    private static void print(String part, Results<ObjectRace> results) {
        ObjectRace any = results.raw().get(COPY).get(0);
        say("%n%s: %,d objects, %,d bytes", part, any.objects(), any.bytes());
        results.print("MB/s", 1, ObjectRace::megabytesPerSecond);
        results.print("objects/s", 1, ObjectRace::objectsPerSecond);
        results.print("seconds of the whole process", 2, ObjectRace::processSeconds);
        results.print("seconds of processor to the last output", 2, ObjectRace::processorSeconds);
        results.print("peak RSS, MiB", 0, ObjectRace::resident);
    }

    private static void addRatios(Ratios ratios, Results<ObjectRace> results) {
        ToDoubleFunction<ObjectRace> rate = ObjectRace::megabytesPerSecond;
        ObjectRace any = results.raw().get(COPY).get(0);
        String work = any.objects() == 1
                ? Math.round(any.bytes() / 1e6) + " MB: "
                : String.format("%,d objects of %d KB: ", any.objects(), any.bytes() / any.objects() / 1000);
        ratios.add(work + AGAIN + " / " + COPY + " (noise)", results.ratios(AGAIN, rate, COPY));
        ratios.add(work + CATALOG + " / " + COPY, results.ratios(CATALOG, rate, COPY, AGAIN));
        for (String script : List.of(TREE, TEXT)) {
            if (results.contestants().contains(script)) {
                ratios.add(work + CATALOG + " / " + script, results.ratios(CATALOG, rate, script));
                ratios.add(
                        work + CATALOG + " / " + script + ", whole process",
                        results.ratios(CATALOG, race -> 1 / race.processSeconds(), script));
            }
        }
    }
}
