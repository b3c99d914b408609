package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.LoginSamples;
import dev.dromedary.sandbox.Sandbox;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The logins pipeline against a loop that only receives and deletes, and against a script; then the jar's memory. Run it by {@code bench/run logins}; {@code bench/README.md} says what is counted and where.
 */
@Command(
        name = "bench/run logins",
        mixinStandardHelpOptions = true,
        description = "Compares the logins pipeline with a bare loop and with a Python script.")
public final class LoginsBenchmark implements Runnable {

    private static final long SEED = 20260101;
    private static final int FEWEST = 100;

    @Spec
    private CommandSpec spec;

    @Option(names = "--messages", paramLabel = "N", defaultValue = "60000", description = "Messages a run.")
    private int messages;

    @Option(names = "--python-messages", paramLabel = "N", defaultValue = "3000", description = "The script's share.")
    private int pythonMessages;

    @Mixin
    private Rounds rounds = new Rounds(5);

    @Option(
            names = "--round-trip",
            paramLabel = "MS",
            defaultValue = "5",
            description = "Length of the network for those that are away from the queue; 0 leaves them out.")
    private int roundTrip;

    @Option(
            names = "--java",
            paramLabel = "OPTIONS",
            description = "Loop and jar once more with these options of their JVM, such as -XX:+UseSerialGC.")
    private List<String> options = List.of();

    @Mixin
    private RawResults rawResults = new RawResults("logins");

    private final Path folder = Path.of("target", "bench").toAbsolutePath();
    private final Path keyset = folder.resolve("masking.keyset");
    private List<String> bodies;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LoginsBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        if (messages < FEWEST || pythonMessages < FEWEST || rounds.count() < 1) {
            throw new ParameterException(
                    spec.commandLine(), "it takes at least one round, and " + FEWEST + " messages for each contestant");
        }
        EmptyFolder.at(folder);
        LoginSamples samples = new LoginSamples(SEED);
        bodies = Stream.generate(samples::good).limit(messages).toList();
        say("Starting SQS (ElasticMQ) and PostgreSQL on 127.0.0.1");
        Sandbox.sqs();
        Sandbox.postgres();
        makeKeyset();
        Map<String, Object> conditions = conditions();
        Results<Race> races = race(contestants());
        say("Memory at the default settings and with -Xmx128m");
        List<Memory> memory = Stream.of("", "-Xmx128m")
                .map(options -> Memory.measure(folder, keyset, bodies, options))
                .toList();
        Report report = new Report(conditions, races, memory);
        report.print();
        rawResults.write(report.ratios(), report.raw());
    }

    private Results<Race> race(List<Contestant> contestants) {
        Results<Race> races = new Results<>();
        for (Round round : rounds.all()) {
            for (Contestant contestant : contestants) {
                Race race = Race.run(round.number(), contestant, bodies, folder, (stage, child) -> {});
                say(
                        "%s  %-16s %,8.0f/s  (%,d messages, %.2f processors)",
                        round, race.contestant(), race.rate(), race.messages(), race.processors());
                races.add(round, race.contestant(), race);
            }
        }
        return races;
    }

    private List<Contestant> contestants() {
        List<Contestant> contestants = new ArrayList<>();
        contestants.add(Contestant.bareLoop(Report.BARE, messages));
        contestants.add(Contestant.logins(Report.LOGINS, messages, keyset));
        for (String each : options) {
            contestants.add(Contestant.bareLoop(Report.BARE + " " + each, messages, each.split(" ")));
            contestants.add(Contestant.logins(Report.LOGINS + " " + each, messages, keyset, each.split(" ")));
        }
        contestants.add(Contestant.bareLoop(Report.AGAIN, messages));
        if (Contestant.pythonIsThere(folder)) {
            Path script = Path.of("bench", "logins.py").toAbsolutePath();
            contestants.add(Contestant.python(Report.PYTHON, Math.min(pythonMessages, messages), script));
        } else {
            say("Without the script: it needs /usr/bin/python3 with python3-boto3 and python3-psycopg2");
        }
        if (roundTrip > 0) {
            SlowLink link = SlowLink.to(Sandbox.sqs().endpoint(), Duration.ofMillis(roundTrip));
            contestants.add(contestants.get(0).behind(link));
            contestants.add(contestants.get(1).behind(link));
        }
        return contestants;
    }

    private void makeKeyset() {
        try (Child child = Child.jar(folder, Map.of(), List.of(), "keys", "new", keyset.toString())) {
            child.mustSucceed();
        }
    }

    private Map<String, Object> conditions() {
        Map<String, Object> conditions = new LinkedHashMap<>();
        conditions.put(
                "loadAtTheBeginning",
                ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        conditions.put("messages", messages);
        conditions.put("roundTripMillis", roundTrip);
        return conditions;
    }
}
