package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoopbackPorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The replay of dead letters against the pipelines that they are of, and how long {@code status} takes. Run it by {@code
 * bench/run control}; {@code bench/README.md} says what is counted.
 */
@Command(
        name = "bench/run control",
        mixinStandardHelpOptions = true,
        description = "Compares the replay of dead letters with the pipelines themselves; measures status.")
public final class ControlBenchmark implements Runnable {

    private static final String RUN = ": run";
    private static final String REPLAY = ": dead-letters replay";
    private static final String AGAIN = ": run again";
    private static final int ASKED = 10;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "40000", description = "Logins; 0 leaves them out.")
    private int messages;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "200000", description = "Products; 0 leaves them out.")
    private int rows;

    @Option(names = "--objects", paramLabel = "N", defaultValue = "3000", description = "Objects; 0 leaves them out.")
    private int objects;

    @Mixin
    private Rounds rounds = new Rounds(3);

    @Mixin
    private RawResults rawResults = new RawResults("control");

    private final Path folder = Path.of("target", "bench", "control").toAbsolutePath();
    private final Results<Double> rates = new Results<>();
    private final Ratios ratios = new Ratios();

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ControlBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        try {
            LoginsReplay logins = new LoginsReplay(folder, messages);
            if (messages > 0) {
                compare("logins", logins);
            }
            if (rows > 0) {
                compare("products", new ProductsReplay(folder, rows));
            }
            if (objects > 0) {
                try (CatalogReplay catalog = new CatalogReplay(folder, objects)) {
                    compare("catalog", catalog);
                }
            }
            rates.print("records a second, counted at the sink", 0, Double::doubleValue);
            ratios.print();
            rawResults.write(ratios, Map.of("rates", rates.raw(), "statusSeconds", status(logins.idle())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void compare(String pipeline, ReplayRace race) throws IOException {
        for (Round round : rounds.all()) {
            add(round, pipeline + RUN, race.run());
            add(round, pipeline + REPLAY, race.replay());
            add(round, pipeline + AGAIN, race.run());
        }
        ratios.add(
                        pipeline + ": run again / run (noise)",
                        rates.ratios(pipeline + AGAIN, Double::doubleValue, pipeline + RUN))
                .add(
                        pipeline + ": replay / run",
                        rates.ratios(pipeline + REPLAY, Double::doubleValue, pipeline + RUN, pipeline + AGAIN));
    }

    private void add(Round round, String name, double rate) {
        say("%s  %-30s %,7.0f records/s", round, name, rate);
        rates.add(round, name, rate);
    }

    private Map<String, List<Double>> status(JarProcess.Setup idle) throws IOException {
        JarProcess.Setup setup =
                idle.with("MANAGEMENT_ENABLED", "true").with("MANAGEMENT_PORT", Integer.toString(LoopbackPorts.free()));
        Path archive = folder.resolve("dromedary.jsa");
        setup.run("class-archive", archive.toString());
        JarProcess.Setup archived = setup.withJvmOption("-XX:SharedArchiveFile=" + archive);
        Map<String, List<Double>> seconds = new LinkedHashMap<>();
        try (JarProcess process = setup.start("run", "logins")) {
            ReplayRace.await(() -> process.errors().contains("Management on"), process);
            for (int i = 0; i < ASKED; i++) {
                add(seconds, "--help", setup, archived, "--help");
                add(seconds, "status of a running process", setup, archived, "status", "logins");
            }
            process.terminate();
            process.awaitExit(ReplayRace.PATIENCE);
        }
        for (int i = 0; i < ASKED; i++) {
            add(seconds, "status without one", setup, archived, "status", "logins");
        }
        Printout.table("seconds, the whole process");
        seconds.forEach((name, measured) -> Printout.spread(name, measured, 2));
        return seconds;
    }

    private static void add(
            Map<String, List<Double>> seconds,
            String name,
            JarProcess.Setup plain,
            JarProcess.Setup archived,
            String... arguments) {
        seconds.computeIfAbsent(name, any -> new ArrayList<>()).add(seconds(plain, arguments));
        seconds.computeIfAbsent(name + ", class archive", any -> new ArrayList<>())
                .add(seconds(archived, arguments));
    }

    private static double seconds(JarProcess.Setup setup, String... arguments) {
        long begun = System.nanoTime();
        setup.run(arguments);
        return (System.nanoTime() - begun) / 1e9;
    }
}
