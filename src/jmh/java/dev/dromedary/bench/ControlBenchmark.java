package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.LoopbackPorts;
import dev.dromedary.sandbox.MessageSender;
import dev.dromedary.sandbox.PostgresServer;
import dev.dromedary.sandbox.SqsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The replay of dead letters against the pipeline that they are of, and how long {@code status} takes. Run it by {@code
 * bench/run control}; {@code bench/README.md} says what is counted.
 */
@Command(
        name = "bench/run control",
        mixinStandardHelpOptions = true,
        description = "Compares the replay of dead letters with the pipeline itself; measures status.")
public final class ControlBenchmark implements Runnable {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String RUN = "run";
    private static final String REPLAY = "dead-letters replay";
    private static final String AGAIN = "run again";
    private static final int ASKED = 10;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "40000", description = "Messages a run.")
    private int messages;

    @Mixin
    private Rounds rounds = new Rounds(3);

    @Mixin
    private RawResults rawResults = new RawResults("control");

    private final Path folder = Path.of("target", "bench", "control").toAbsolutePath();
    private final SqsServer sqs = new SqsServer();
    private final PostgresServer postgres = new PostgresServer();
    private int runs;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new ControlBenchmark()).execute(arguments));
    }

    /** A queue, a database and a folder of one run, with the routes in it to be edited. */
    private record Place(JarProcess.Setup setup, Path folder, String queueUrl, DataSource warehouse) {

        long rows() {
            try (Connection connection = warehouse.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("select count(*) from user_logins")) {
                result.next();
                return result.getLong(1);
            } catch (SQLException e) {
                // There is no table yet.
                return 0;
            }
        }
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        sqs.start();
        postgres.start();
        try {
            Results<Double> rates = new Results<>();
            for (Round round : rounds.all()) {
                measure(rates, round, RUN, this::runOnce);
                measure(rates, round, REPLAY, this::replay);
                measure(rates, round, AGAIN, this::runOnce);
            }
            rates.print("rows a second, counted at the sink", 0, Double::doubleValue);
            Ratios ratios = new Ratios()
                    .add("run again / run (noise)", rates.ratios(AGAIN, Double::doubleValue, RUN))
                    .add("replay / run", rates.ratios(REPLAY, Double::doubleValue, RUN, AGAIN));
            ratios.print();
            rawResults.write(ratios, Map.of("rates", rates.raw(), "statusSeconds", status()));
        } finally {
            sqs.close();
            postgres.close();
        }
    }

    private interface Work {
        double rate(Place place) throws IOException;
    }

    private void measure(Results<Double> rates, Round round, String name, Work work) {
        try {
            double rate = work.rate(place());
            say("%s  %-20s %,7.0f rows/s", round, name, rate);
            rates.add(round, name, rate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Place place() throws IOException {
        String name = "control_" + ++runs;
        Path own = Files.createDirectories(folder.resolve(name));
        String url = postgres.createDatabase(name);
        JarProcess.Setup setup = JarProcess.Setup.in(own)
                .withSqs(sqs.endpoint().toString())
                .withWarehouse(url, postgres)
                .with("LOGINS_QUEUE", name)
                .with("MASKING_KEYSET", "masking.keyset");
        setup.run("keys", "new", "masking.keyset");
        setup.run("routes", "export", "routes");
        return new Place(setup, own, sqs.createQueue(name), postgres.dataSource(url));
    }

    private void send(Place place, int count) {
        LoginSamples samples = new LoginSamples(5);
        new MessageSender(sqs.client(), place.queueUrl())
                .send(Stream.generate(samples::good).limit(count).toList());
    }

    private double runOnce(Place place) {
        send(place, messages);
        try (JarProcess process = place.setup().start("run", "logins", "--once")) {
            return rateAtTheSink(place, process);
        }
    }

    /** All messages are refused by a schema that wants too much, which is then put right. */
    private double replay(Place place) throws IOException {
        Path schema = place.folder().resolve("routes/schemas/login.schema.json");
        String right = Files.readString(schema);
        Files.writeString(schema, right.replace("\"required\": [", "\"required\": [\"country\", "));
        send(place, messages);
        String line = place.setup().run("run", "logins", "--once").output();
        if (!line.contains(messages + " dead letters")) {
            throw new IllegalStateException("not all were refused: " + line);
        }
        Files.writeString(schema, right);
        try (JarProcess process = place.setup().start("dead-letters", "replay", "--pipeline", "logins")) {
            return rateAtTheSink(place, process);
        }
    }

    private double rateAtTheSink(Place place, JarProcess process) {
        await(() -> place.rows() > 0, process);
        long first = place.rows();
        long begun = System.nanoTime();
        await(() -> place.rows() == messages, process);
        double seconds = (System.nanoTime() - begun) / 1e9;
        process.awaitExit(PATIENCE);
        if (process.exitCode() != 0) {
            throw new IllegalStateException(process.errors());
        }
        return (messages - first) / seconds;
    }

    private static void await(BooleanSupplier condition, JarProcess process) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new IllegalStateException("not done after " + PATIENCE + "\n" + process.errors());
            }
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    private Map<String, List<Double>> status() {
        try {
            Place place = place();
            JarProcess.Setup setup = place.setup()
                    .with("MANAGEMENT_ENABLED", "true")
                    .with("MANAGEMENT_PORT", Integer.toString(LoopbackPorts.free()));
            List<Double> help = new ArrayList<>();
            List<Double> running = new ArrayList<>();
            List<Double> stored = new ArrayList<>();
            try (JarProcess process = setup.start("run", "logins")) {
                await(() -> process.errors().contains("Management on"), process);
                for (int i = 0; i < ASKED; i++) {
                    help.add(seconds(setup, "--help"));
                    running.add(seconds(setup, "status", "logins"));
                }
                process.terminate();
                process.awaitExit(PATIENCE);
            }
            for (int i = 0; i < ASKED; i++) {
                stored.add(seconds(setup, "status", "logins"));
            }
            Printout.table("seconds, the whole process");
            Printout.spread("--help", help, 2);
            Printout.spread("status of a running process", running, 2);
            Printout.spread("status without one", stored, 2);
            return Map.of("help", help, "running", running, "stored", stored);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double seconds(JarProcess.Setup setup, String... arguments) {
        long begun = System.nanoTime();
        setup.run(arguments);
        return (System.nanoTime() - begun) / 1e9;
    }
}
