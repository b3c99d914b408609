package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.KafkaServer;
import dev.dromedary.sandbox.ProductSamples;
import dev.dromedary.sandbox.Sandbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
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

    private static final long SEED = 20260101;
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String LOOP = "loop";
    private static final String AGAIN = "loop again";
    private static final String PRODUCTS = "products";
    private static final String SMALL = "products, -Xmx128m";
    private static final String PYTHON = "python";
    private static final String PYTHON_COMMAND = "/usr/bin/python3";

    @Option(names = "--rows", paramLabel = "N", defaultValue = "500000", description = "Rows of the table.")
    private int rows;

    @Mixin
    private Rounds rounds = new Rounds(5);

    @Option(names = "--changes", paramLabel = "N", defaultValue = "300", description = "Changes for the latency.")
    private int changes;

    @Mixin
    private RawResults rawResults = new RawResults(Path.of("target", "bench-products.json"));

    private final Path folder = Path.of("target", "bench", "products").toAbsolutePath();
    private final Path table = folder.resolve("products.db");
    private int topics;

    /** @param processorSeconds of the contestant's process from its start to the last record, for a million rows */
    private record Result(double rate, double processorSeconds, double firstAfterStart) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ProductsBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        makeTable();
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
        String topic = "bench-latency";
        KafkaServer kafka = Sandbox.kafka();
        kafka.createTopic(topic, 3);
        Path copy = folder.resolve(topic + ".db");
        try {
            Files.copy(table, copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ProductSamples samples = new ProductSamples(SEED);
        try (Child child = start(PRODUCTS, topic, copy);
                TopicEnd end = new TopicEnd(kafka.bootstrapServers(), topic)) {
            new Meter(() -> Math.min(end.committed(), rows), () -> true, PATIENCE).watch(rows);
            List<String> keys =
                    IntStream.range(0, changes).mapToObj(samples::ean).toList();
            List<Double> latencies = Latency.measure(copy.toString(), kafka.bootstrapServers(), topic, keys);
            child.end();
            return latencies;
        }
    }

    private List<String> contestants() {
        List<String> names = new ArrayList<>(List.of(LOOP, PRODUCTS, AGAIN, SMALL));
        try (Child child =
                Child.start(folder, Map.of(), List.of(PYTHON_COMMAND, "-c", "import pandas, confluent_kafka"))) {
            if (child.awaitExit() == 0) {
                names.add(PYTHON);
            } else {
                say("Without the script: it needs %s with python3-pandas and python3-confluent-kafka", PYTHON_COMMAND);
            }
        }
        return names;
    }

    private void makeTable() {
        Path file = folder.resolve("products.csv");
        try {
            new ProductSamples(SEED).write(file, rows);
            List<String> command = List.of(
                    "-cp",
                    System.getProperty("java.class.path"),
                    CsvLoadOnce.class.getName(),
                    file.toString(),
                    table.toString(),
                    "price_eur,price_usd,price_gbp,grossPrice_eur");
            try (Child child = Child.java(folder, Map.of(), command)) {
                if (child.awaitExit() != 0) {
                    throw new IllegalStateException(child.output());
                }
            }
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each has a topic and a copy of the table of its own, so that none finds what another left. */
    private Result race(String contestant) {
        String topic = "bench-" + ++topics;
        KafkaServer kafka = Sandbox.kafka();
        kafka.createTopic(topic, 3);
        Path copy = folder.resolve(topic + ".db");
        try {
            Files.copy(table, copy);
            try (Child child = start(contestant, topic, copy);
                    TopicEnd end = new TopicEnd(kafka.bootstrapServers(), topic)) {
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
                if (contestant.startsWith(PRODUCTS)) {
                    child.end();
                } else if (child.awaitExit() != 0) {
                    throw new IllegalStateException(child.output());
                }
                return new Result(Meter.rate(samples), processor, first[0]);
            } finally {
                for (String ending : List.of("", "-wal", "-shm")) {
                    Files.deleteIfExists(Path.of(copy + ending));
                }
                kafka.deleteTopic(topic);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Child start(String contestant, String topic, Path copy) {
        String brokers = Sandbox.kafka().bootstrapServers();
        return switch (contestant) {
            case LOOP, AGAIN ->
                Child.java(
                        folder,
                        Map.of(),
                        List.of(
                                "-cp",
                                System.getProperty("java.class.path"),
                                TableLoop.class.getName(),
                                copy.toString(),
                                brokers,
                                topic));
            case PYTHON ->
                Child.start(
                        folder,
                        Map.of(),
                        List.of(
                                PYTHON_COMMAND,
                                Path.of("bench", "products.py").toAbsolutePath().toString(),
                                copy.toString(),
                                brokers,
                                topic));
            default -> products(contestant, topic, copy, brokers);
        };
    }

    private Child products(String contestant, String topic, Path copy, String brokers) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BROKERS", brokers);
        environment.put("KAFKA_POSITIONS_TOPIC", "bench-positions");
        environment.put("PRODUCTS_TOPIC", topic);
        environment.put("PRODUCTS_TRANSACTIONAL_ID", topic);
        environment.put("PRODUCTS_DATABASE", copy.toString());
        environment.put("PRODUCTS_CSV", "none.csv");
        environment.put("STATE_URL", "jdbc:sqlite:" + topic + "-state.db");
        List<String> command = new ArrayList<>();
        if (contestant.equals(SMALL)) {
            command.add("-Xmx128m");
        }
        command.addAll(List.of("-jar", JarProcess.jar().toString(), "run", "products"));
        return Child.java(folder, environment, command);
    }

    private static void print(Results<Result> results) {
        results.print("rows a second, in the topic", 0, Result::rate);
        Printout.table("ratio of rates, round by round");
        for (String name : results.contestants()) {
            if (name.equals(AGAIN)) {
                Printout.spread(AGAIN + " / loop", results.ratios(AGAIN, Result::rate, LOOP), 3);
            } else if (!name.equals(LOOP)) {
                Printout.spread(name + " / loop", results.ratios(name, Result::rate, LOOP, AGAIN), 3);
            }
        }
        if (results.contestants().contains(PYTHON)) {
            Printout.spread("products / python", results.ratios(PRODUCTS, Result::rate, PYTHON), 3);
        }
        results.print("seconds of processor, a million rows", 1, Result::processorSeconds);
        results.print("seconds from the process's start to the first row", 2, Result::firstAfterStart);
    }

    private void write(Results<Result> results, List<Double> latencies) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("java", Runtime.version().toString());
        all.put("rows", rows);
        all.put("results", results.raw());
        all.put("latencyMillis", latencies);
        rawResults.write(all);
    }
}
