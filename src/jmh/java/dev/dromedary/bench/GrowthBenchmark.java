package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.Sandbox;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Each pipeline with ten times the work, and with twice the processes: its rate, memory and processor time. Run it by
 * {@code bench/run growth}; {@code bench/README.md} says what is counted.
 */
@Command(
        name = "bench/run growth",
        mixinStandardHelpOptions = true,
        description = "Measures each pipeline as its work grows, and with several processes.")
public final class GrowthBenchmark implements Runnable {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String GC_LOG = "gc-%p.log";

    @Option(
            names = "--records",
            paramLabel = "N",
            split = ",",
            defaultValue = "1000,10000,100000,1000000",
            description = "Messages of logins and rows of products.")
    private List<Integer> records;

    @Option(
            names = "--megabytes",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,10,100,1000",
            description = "Sizes of catalog's object.")
    private List<Integer> megabytes;

    @Option(
            names = "--processes",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2,4",
            description = "Processes that share 100,000 messages, and 4,000 objects of 10 KB.")
    private List<Integer> processes;

    @Option(names = "--java", paramLabel = "OPTION", description = "An option of the jar's JVM, such as -Xmx128m.")
    private List<String> options = List.of();

    @Mixin
    private RawResults rawResults = new RawResults("growth");

    private final Path folder = Path.of("target", "bench", "growth").toAbsolutePath();
    private final Path keyset = folder.resolve("masking.keyset");
    private final Path letters = folder.resolve("letters.keyset");
    private final List<Growth> results = new ArrayList<>();

    /**
     * @param work how much there was, such as {@code 1,000 messages}
     * @param seconds from the start of the processes to the last record at the sink
     * @param amount records, or megabytes
     * @param rate of records a second, from the first at the sink to the last; 0 where all came at once
     * @param processorSeconds of all processes, their start included
     * @param peakResident the most physical memory that one of them had, in MiB
     * @param gcSeconds pauses of the collector in all processes
     */
    private record Growth(
            String pipeline,
            String work,
            int processes,
            double amount,
            double seconds,
            double rate,
            double processorSeconds,
            double peakResident,
            double gcSeconds) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new GrowthBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        makeKeyset(keyset);
        makeKeyset(letters, "--kind", "dead-letters");
        say(
                "%-10s %-28s %9s %9s %12s %12s %11s %9s %9s",
                "pipeline",
                "work",
                "processes",
                "seconds",
                "a second",
                "at the sink",
                "processor s",
                "RSS MiB",
                "GC s");
        records.forEach(count -> logins(count, 1));
        records.forEach(this::products);
        try (WatchedObjects store = new WatchedObjects(folder.resolve("s3"))) {
            megabytes.forEach(size -> catalog(store, 1, size * 1_000_000L, 1));
            processes.forEach(count -> logins(100_000, count));
            processes.forEach(count -> catalog(store, 4_000, 10_000, count));
        }
        rawResults.write(new Ratios(), Map.of("options", options, "results", results));
        EmptyFolder.at(folder);
    }

    private void makeKeyset(Path file, String... kind) {
        List<String> command = new ArrayList<>(List.of("keys", "new", file.toString()));
        command.addAll(List.of(kind));
        try (Child child = Child.jar(folder, Map.of(), List.of(), command.toArray(String[]::new))) {
            child.mustSucceed();
        }
    }

    private void logins(int count, int processes) {
        LoginSamples samples = new LoginSamples(1);
        List<String> bodies = Stream.generate(samples::good).limit(count).toList();
        try (Stage stage = Stage.with(folder, bodies)) {
            measure(
                    "logins",
                    String.format("%,d messages", count),
                    count,
                    stage.folder(),
                    processes,
                    () -> Contestant.jar(stage, keyset, logging(), "run", "logins"),
                    stage::rows,
                    count);
        }
    }

    private void products(int count) {
        Path table = ProductsStage.table(folder, count);
        try (ProductsStage stage = new ProductsStage(folder, table);
                TopicEnd end = stage.end()) {
            measure(
                    "products",
                    String.format("%,d rows", count),
                    count,
                    folder,
                    1,
                    () -> stage.jar(logging()),
                    () -> Math.min(end.committed(), count),
                    count);
        }
    }

    private void catalog(WatchedObjects store, int count, long size, int processes) {
        String bucket = "inputs-" + results.size();
        ObjectInputs inputs = ObjectInputs.make(store, folder, bucket, count, size);
        PostgresServer postgres = Sandbox.postgres();
        Map<String, String> state = Map.of(
                "STATE_URL", postgres.createDatabase("growth_" + results.size()),
                "STATE_USER", postgres.user(),
                "STATE_PASSWORD", postgres.password(),
                "DEAD_LETTERS_KEYSET", letters.toString(),
                "MANAGEMENT_PORT", "0");
        Map<String, String> settings = processes == 1 ? Map.of("MANAGEMENT_PORT", "0") : state;
        boolean one = count == 1;
        try (CatalogStage stage = new CatalogStage(store, folder, inputs)) {
            measure(
                    "catalog",
                    one ? "an object of " + size / 1_000_000 + " MB" : String.format("%,d objects of 10 KB", count),
                    one ? size / 1e6 : count,
                    stage.folder(),
                    processes,
                    () -> stage.jar(logging(), settings, "run", "catalog"),
                    store::landed,
                    count);
            stage.check();
        }
        store.empty(bucket);
    }

    private List<String> logging() {
        return Stream.concat(Stream.of(GcLog.option(GC_LOG)), options.stream()).toList();
    }

    private void measure(
            String pipeline,
            String work,
            double amount,
            Path place,
            int processes,
            Supplier<Child> start,
            LongSupplier landed,
            long goal) {
        List<Child> children = new ArrayList<>();
        try {
            for (int i = 0; i < processes; i++) {
                children.add(start.get());
            }
            List<Meter.Sample> samples =
                    new Meter(landed, () -> children.stream().allMatch(Child::isAlive), PATIENCE).watch(goal);
            double seconds = children.get(0).age().toNanos() / 1e9;
            double processor = children.stream()
                    .mapToDouble(child -> child.processorTime().toNanos() / 1e9)
                    .sum();
            double resident =
                    children.stream().mapToDouble(Child::peakResident).max().orElseThrow();
            children.forEach(Child::end);
            Growth growth = new Growth(
                    pipeline,
                    work,
                    processes,
                    amount,
                    seconds,
                    Meter.rate(samples),
                    processor,
                    resident,
                    pauses(place));
            results.add(growth);
            say(
                    "%-10s %-28s %9d %9.2f %,12.0f %12s %11.2f %9.0f %9.2f",
                    pipeline,
                    work,
                    processes,
                    seconds,
                    amount / seconds,
                    growth.rate() > 0 ? String.format("%,.0f", growth.rate()) : "",
                    processor,
                    resident,
                    growth.gcSeconds());
        } finally {
            children.forEach(Child::close);
        }
    }

    /** Of the logs in a folder, which are removed. */
    private static double pauses(Path place) {
        File[] logs = place.toFile().listFiles((parent, name) -> name.startsWith("gc-"));
        double seconds = Arrays.stream(logs)
                .mapToDouble(log -> GcLog.read(log.toPath()).pauseSeconds())
                .sum();
        Arrays.stream(logs).forEach(File::delete);
        return seconds;
    }
}
