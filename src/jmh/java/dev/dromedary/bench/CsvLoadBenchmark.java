package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.database.Dialect;
import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.ProductSamples;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * A CSV file into an empty SQLite table, by {@link dev.dromedary.csv.CsvLoad} and by the {@code .import} of the
 * {@code sqlite3} shell. Run it by {@code bench/run csv-load}; {@code bench/README.md} says what is counted.
 */
@Command(
        name = "bench/run csv-load",
        mixinStandardHelpOptions = true,
        description = "Compares CsvLoad with .import of the sqlite3 shell.")
public final class CsvLoadBenchmark implements Runnable {

    private static final long SEED = 20260101;
    private static final List<String> DECIMALS = List.of("price_eur", "price_usd", "price_gbp", "grossPrice_eur");
    private static final String IMPORT = ".import";
    private static final String AGAIN = ".import again";
    private static final String LOAD = "load()";
    private static final String PROCESS = "load, whole process";

    @Option(names = "--rows", paramLabel = "N", defaultValue = "500000", description = "Rows of the file.")
    private int rows;

    @Mixin
    private Rounds rounds = new Rounds(5);

    @Option(names = "--shuffle", description = "Rows in any order, not in that of the key.")
    private boolean shuffle;

    @Option(names = "--java", paramLabel = "OPTION", description = "An option of the loading JVM, such as -Xmx128m.")
    private List<String> options = List.of();

    private final Path folder = Path.of("target", "bench", "csv").toAbsolutePath();
    private final Path file = folder.resolve("products.csv");
    private final Path database = folder.resolve("products.db");
    private final ProductSamples samples = new ProductSamples(SEED);

    @Mixin
    private RawResults rawResults = new RawResults("csv-load");

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new CsvLoadBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        try {
            EmptyFolder.at(folder);
            write();
            say("%,d rows of 26 columns, %,d bytes, %s", rows, Files.size(file), shuffle ? "shuffled" : "by key");
            Results<Double> seconds = new Results<>();
            for (Round round : rounds.all()) {
                Map<String, Double> times = round();
                say("%s  %s", round, times);
                times.forEach((name, time) -> seconds.add(round, name, time));
            }
            print(seconds);
            Files.delete(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void write() throws IOException {
        if (!shuffle) {
            samples.write(file, rows);
            return;
        }
        List<Integer> numbers = new ArrayList<>(
                java.util.stream.IntStream.range(0, rows).boxed().toList());
        Collections.shuffle(numbers, new Random(SEED));
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(samples.header() + "\n");
            for (int number : numbers) {
                out.write(samples.row(number) + "\n");
            }
        }
    }

    private Map<String, Double> round() throws IOException {
        Map<String, Double> times = new LinkedHashMap<>();
        times.put(IMPORT, importFile());
        makeTable();
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), CsvLoadOnce.class.getName()));
        command.addAll(List.of(file.toString(), database.toString(), String.join(",", DECIMALS)));
        try (Child child = Child.java(folder, Map.of(), command)) {
            check(child);
            times.put(PROCESS, child.age().toNanos() / 1e9);
            List<String> output = child.output().lines().toList();
            String loaded = output.get(output.size() - 1);
            if (!loaded.equals("Loaded[changed=true, rows=%d, touched=%d, rejected=0]".formatted(rows, rows))) {
                throw new IllegalStateException("not all rows were loaded: " + loaded);
            }
            times.put(LOAD, Double.parseDouble(output.get(output.size() - 2)));
        }
        times.put(AGAIN, importFile());
        return times;
    }

    private double importFile() throws IOException {
        makeTable();
        try (Child child = shell(
                "pragma synchronous = full",
                "pragma cache_size = -65536",
                ".mode csv",
                ".import --skip 1 " + file + " products")) {
            check(child);
            return child.age().toNanos() / 1e9;
        }
    }

    /** The table as CsvLoad would make it, empty, in a new file. */
    private void makeTable() throws IOException {
        for (String ending : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(Path.of(database + ending));
        }
        String columns = Arrays.stream(samples.header().split(","))
                .map(name -> '"' + name + "\" " + declaration(name))
                .collect(Collectors.joining(", "));
        try (Child child = shell("pragma journal_mode = wal", "create table products (" + columns + ")")) {
            check(child);
        }
    }

    private static String declaration(String column) {
        if (column.equals("ean")) {
            return "text not null primary key";
        }
        return DECIMALS.contains(column) ? Dialect.SQLITE_DECIMAL : "TEXT";
    }

    private Child shell(String... commands) {
        List<String> command = new ArrayList<>(List.of("sqlite3", "-batch", database.toString()));
        command.addAll(List.of(commands));
        return Child.start(folder, Map.of(), command);
    }

    private static void check(Child child) {
        if (child.awaitExit() != 0) {
            throw new IllegalStateException(child.output());
        }
    }

    private void print(Results<Double> seconds) {
        seconds.print("seconds", 3, Double::doubleValue);
        Ratios ratios = new Ratios()
                .add(".import again / .import (noise)", ratios(seconds, AGAIN, IMPORT))
                .add("load() / .import", ratios(seconds, LOAD, IMPORT, AGAIN))
                .add("load, whole process / .import", ratios(seconds, PROCESS, IMPORT, AGAIN));
        ratios.print();
        rawResults.write(ratios, Map.of("rows", rows, "seconds", seconds.raw()));
    }

    /** A rate is the more, the fewer the seconds are. */
    private static List<Double> ratios(Results<Double> seconds, String name, String... others) {
        return seconds.ratios(name, Double::doubleValue, others).stream()
                .map(ratio -> 1 / ratio)
                .toList();
    }
}
