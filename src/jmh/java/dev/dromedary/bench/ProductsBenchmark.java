package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.ProductSamples;
import dev.dromedary.sandbox.Sandbox;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The products pipeline against a hand-written loop and a script, from a SQLite table to what is committed in a topic.
 * Run it by {@code bench/run products}; {@code bench/README.md} says what is counted and where.
 */
@Command(
        name = "bench/run products",
        mixinStandardHelpOptions = true,
        description = "Compares the products pipeline with a loop and a Python script.")
public final class ProductsBenchmark implements Runnable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String LOOP = "loop";
    private static final String AGAIN = "loop again";
    private static final String PRODUCTS = "products";
    private static final String SMALL = "products, -Xmx128m";
    private static final String PYTHON = "python";

    @Option(names = "--rows", paramLabel = "N", defaultValue = "500000", description = "Rows of the table.")
    private int rows;

    @Mixin
    private Rounds rounds = new Rounds(5);

    @Option(names = "--changes", paramLabel = "N", defaultValue = "300", description = "Changes for the latency.")
    private int changes;

    @Mixin
    private RawResults rawResults = new RawResults("products");

    private final Path folder = Path.of("target", "bench", "products").toAbsolutePath();
    private Path table;

    /**
     * @param processorSeconds of the contestant's process from its start to the last record, for a million rows; 0 where it has ended by then
     * @param firstAfterStart seconds from that start to the first record
     * @param resident the most physical memory that it had, in MiB; 0 where it has ended
     */
    private record Result(double rate, double processorSeconds, double firstAfterStart, double resident) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ProductsBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        table = ProductsStage.table(folder, rows);
        Sandbox.kafka();
        Results<Result> results = new Results<>();
        for (Round round : rounds.all()) {
            for (String contestant : contestants()) {
                Result result = race(contestant);
                say(
                        "%s  %-20s %,9.0f rows/s  %5.1f s of processor a million rows",
                        round, contestant, result.rate(), result.processorSeconds());
                results.add(round, contestant, result);
            }
        }
        List<Double> latencies = latencies();
        print(results);
        say("%n%-50s %10s %10s %10s", "milliseconds from a commit to a consumer", "median", "p99", "max");
        say(
                "%-50s %10.0f %10.0f %10.0f",
                "products, running (" + latencies.size() + " changes)",
                latencies.get(latencies.size() / 2),
                latencies.get(latencies.size() * 99 / 100),
                latencies.get(latencies.size() - 1));
        write(results, latencies);
    }

    private List<Double> latencies() {
        say("Latency of %d changes", changes);
        ProductSamples samples = new ProductSamples(ProductsStage.SEED);
        try (ProductsStage stage = new ProductsStage(folder, table);
                Child child = stage.jar(List.of());
                TopicEnd end = stage.end()) {
            new Meter(() -> Math.min(end.committed(), rows), () -> true, PATIENCE).watch(rows);
            List<String> keys =
                    IntStream.range(0, changes).mapToObj(samples::ean).toList();
            List<Double> latencies =
                    Latency.measure(stage.table().toString(), Sandbox.kafka().bootstrapServers(), stage.topic(), keys);
            child.end();
            return latencies;
        }
    }

    private List<String> contestants() {
        List<String> names = new ArrayList<>(List.of(LOOP, PRODUCTS, AGAIN, SMALL));
        if (ProductsStage.pythonIsThere(folder)) {
            names.add(PYTHON);
        } else {
            say("Without the script: it needs /usr/bin/python3 with python3-pandas and python3-confluent-kafka");
        }
        return names;
    }

    private Result race(String contestant) {
        try (ProductsStage stage = new ProductsStage(folder, table);
                Child child = start(contestant, stage);
                TopicEnd end = stage.end()) {
            double[] first = {0};
            List<Meter.Sample> samples = new Meter(
                            () -> {
                                long count = end.committed();
                                if (count > 0 && first[0] == 0) {
                                    first[0] = child.age().toMillis() / 1000.0;
                                }
                                return Math.min(count, rows);
                            },
                            () -> true,
                            PATIENCE)
                    .watch(rows);
            double processor = child.processorTime().toNanos() / 1e9 * 1_000_000 / rows;
            double resident = child.peakResident();
            if (contestant.startsWith(PRODUCTS)) {
                child.end();
            } else if (child.awaitExit() != 0) {
                throw new IllegalStateException(child.output());
            }
            return new Result(Meter.rate(samples), processor, first[0], resident);
        }
    }

    private static Child start(String contestant, ProductsStage stage) {
        return switch (contestant) {
            case LOOP, AGAIN -> stage.loop();
            case PYTHON -> stage.script();
            case SMALL -> stage.jar(List.of("-Xmx128m"));
            default -> stage.jar(List.of());
        };
    }

    private static void print(Results<Result> results) {
        results.print("rows a second, in the topic", 0, Result::rate);
        ratios(results).print();
        results.print("seconds of processor, a million rows", 1, Result::processorSeconds);
        results.print("peak RSS, MiB", 0, Result::resident);
        results.print("seconds from the process's start to the first row", 2, Result::firstAfterStart);
    }

    private static Ratios ratios(Results<Result> results) {
        Ratios ratios = new Ratios();
        ratios.add(AGAIN + " / loop (noise)", results.ratios(AGAIN, Result::rate, LOOP));
        for (String name : List.of(PRODUCTS, SMALL)) {
            ratios.add(name + " / loop", results.ratios(name, Result::rate, LOOP, AGAIN));
        }
        ratios.add(
                "seconds of processor: products / loop",
                results.ratios(PRODUCTS, Result::processorSeconds, LOOP, AGAIN));
        if (results.contestants().contains(PYTHON)) {
            ratios.add("products / python", results.ratios(PRODUCTS, Result::rate, PYTHON));
        }
        return ratios;
    }

    private void write(Results<Result> results, List<Double> latencies) {
        rawResults.write(ratios(results), Map.of("rows", rows, "results", results.raw(), "latencyMillis", latencies));
    }
}
