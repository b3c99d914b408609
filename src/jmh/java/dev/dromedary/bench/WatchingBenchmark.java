package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.Sandbox;
import dev.dromedary.tracing.SpanCollector;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * What it costs to be watched: each pipeline with metrics, health and JMX, scraped every 5 seconds, against itself without
 * management and JMX; and {@code logins} with a span for each batch as well. Run it by {@code bench/run watching}; {@code
 * bench/README.md} says what is counted.
 */
@Command(
        name = "bench/run watching",
        mixinStandardHelpOptions = true,
        description = "Measures what metrics, health, JMX and traces cost.")
public final class WatchingBenchmark implements Runnable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String ALONE = "alone";
    private static final String WATCHED = "watched";
    private static final String TRACED = "watched and traced";
    private static final String AGAIN = "alone again";
    private static final String NO_JMX = "-Dorg.apache.camel.jmx.disabled=true";

    @Option(
            names = "--pipelines",
            paramLabel = "NAME",
            split = ",",
            defaultValue = "logins,products,catalog",
            description = "Which are measured.")
    private Set<String> pipelines;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "100000", description = "Logins a run.")
    private int messages;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "3000000", description = "Rows of products a run.")
    private int rows;

    @Option(names = "--objects", paramLabel = "N", defaultValue = "5000", description = "Objects of 10 KB a run.")
    private int objects;

    @Mixin
    private Rounds rounds = new Rounds(2);

    @Mixin
    private RawResults rawResults = new RawResults("watching");

    private final Path folder = Path.of("target", "bench", "watching").toAbsolutePath();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new WatchingBenchmark()).execute(arguments));
    }

    /** How a process is run and what looks at it. */
    private record Way(List<String> options, Map<String, String> settings) {}

    private interface Pipeline {
        double rate(Way way);
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        Map<String, Results<Double>> all = new LinkedHashMap<>();
        if (pipelines.contains("logins")) {
            all.put("logins", logins());
        }
        if (pipelines.contains("products")) {
            all.put("products", products());
        }
        if (pipelines.contains("catalog")) {
            all.put("catalog", catalog());
        }
        Ratios ratios = new Ratios();
        Map<String, Object> raw = new LinkedHashMap<>();
        all.forEach((pipeline, results) -> {
            results.print(pipeline + ", records a second, counted at the sink", 0, Double::doubleValue);
            addRatios(ratios, pipeline, results);
            raw.put(pipeline, results.raw());
        });
        ratios.print();
        rawResults.write(ratios, raw);
    }

    private Results<Double> logins() {
        LoginSamples samples = new LoginSamples(9);
        List<String> bodies = Stream.generate(samples::good).limit(messages).toList();
        try (SpanCollector collector = SpanCollector.start()) {
            Results<Double> results = race(
                    "logins", List.of(ALONE, WATCHED, TRACED, AGAIN), collector.endpoint(), way -> logins(bodies, way));
            say("Spans received: %,d", collector.spans().size());
            return results;
        }
    }

    private Results<Double> products() {
        Path table = ProductsStage.table(folder, rows);
        return race("products", List.of(ALONE, WATCHED, AGAIN), "", way -> products(table, way));
    }

    private Results<Double> catalog() {
        try (WatchedObjects store = new WatchedObjects(folder.resolve("s3"))) {
            ObjectInputs inputs = ObjectInputs.make(store, folder, "many", objects, 10_000);
            return race("catalog", List.of(ALONE, WATCHED, AGAIN), "", way -> catalog(store, inputs, way));
        }
    }

    private Results<Double> race(String pipeline, List<String> contestants, String traces, Pipeline measured) {
        Results<Double> results = new Results<>();
        for (Round round : rounds.all()) {
            for (String contestant : contestants) {
                double rate = rate(contestant, traces, measured);
                say("%s  %-10s %-20s %,9.0f records/s", round, pipeline, contestant, rate);
                results.add(round, contestant, rate);
            }
        }
        return results;
    }

    private static double rate(String contestant, String traces, Pipeline measured) {
        if (contestant.equals(ALONE) || contestant.equals(AGAIN)) {
            return measured.rate(new Way(List.of(NO_JMX), Map.of("MANAGEMENT_ENABLED", "false")));
        }
        int port = LoopbackPorts.free();
        Map<String, String> settings = new HashMap<>();
        settings.put("MANAGEMENT_ENABLED", "true");
        settings.put("MANAGEMENT_PORT", Integer.toString(port));
        if (contestant.equals(TRACED)) {
            settings.put("TRACING_ENABLED", "true");
            settings.put("TRACING_ENDPOINT", traces);
        }
        try (Watcher watcher = new Watcher(port)) {
            double rate = measured.rate(new Way(List.of(), settings));
            if (watcher.scrapes() == 0) {
                throw new IllegalStateException("nobody has watched");
            }
            return rate;
        }
    }

    private double logins(List<String> bodies, Way way) {
        try (Stage stage = Stage.with(folder, bodies)) {
            Map<String, String> environment = stage.environment();
            environment.put("MASKING_MODE", "sha256");
            environment.putAll(way.settings());
            List<String> command = new ArrayList<>(way.options());
            command.addAll(List.of("-jar", JarProcess.jar().toString(), "run", "logins"));
            try (Child child = Child.java(stage.folder(), environment, command)) {
                double rate = Meter.rate(new Meter(stage::rows, child::isAlive, PATIENCE).watch(messages));
                child.end();
                return rate;
            }
        }
    }

    private double products(Path table, Way way) {
        Sandbox.kafka();
        try (ProductsStage stage = new ProductsStage(folder, table);
                Child child = stage.jar(way.options(), way.settings());
                TopicEnd end = stage.end()) {
            double rate =
                    Meter.rate(new Meter(() -> Math.min(end.committed(), rows), child::isAlive, PATIENCE).watch(rows));
            child.end();
            return rate;
        }
    }

    private double catalog(WatchedObjects store, ObjectInputs inputs, Way way) {
        try (CatalogStage stage = new CatalogStage(store, folder, inputs);
                Child child = stage.jar(way.options(), way.settings(), "run", "catalog")) {
            double rate = Meter.rate(new Meter(store::landed, child::isAlive, PATIENCE).watch(inputs.objects()));
            child.end();
            return rate;
        }
    }

    private static void addRatios(Ratios ratios, String pipeline, Results<Double> results) {
        ToDoubleFunction<Double> rate = Double::doubleValue;
        ratios.add(pipeline + ": alone again / alone (noise)", results.ratios(AGAIN, rate, ALONE));
        ratios.add(pipeline + ": watched / alone", results.ratios(WATCHED, rate, ALONE, AGAIN));
        if (results.contestants().contains(TRACED)) {
            ratios.add(pipeline + ": watched and traced / watched", results.ratios(TRACED, rate, WATCHED));
        }
    }
}
