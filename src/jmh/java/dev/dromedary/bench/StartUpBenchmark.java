package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import dev.dromedary.sandbox.EmptyFolder;
import dev.dromedary.sandbox.Sandbox;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * How long the jar takes from the start of the process until its pipelines consume, with and without an archive of loaded
 * classes. Run it by {@code bench/run start}; {@code bench/README.md} says what is counted.
 */
@Command(
        name = "bench/run start",
        mixinStandardHelpOptions = true,
        description = "Measures how long the jar takes before it works.")
public final class StartUpBenchmark implements Runnable {

    private static final String JAVA = "java -version";
    private static final String HELP = "--help";
    private static final String LOGINS = "run logins";
    private static final String ALL = "run";
    private static final String ARCHIVED = ", class archive";
    private static final List<String> CONTESTANTS =
            List.of(JAVA, HELP, HELP + ARCHIVED, LOGINS, LOGINS + ARCHIVED, ALL, ALL + ARCHIVED);

    @Mixin
    private Rounds rounds = new Rounds(10);

    @Mixin
    private RawResults rawResults = new RawResults("start");

    private final Path folder = Path.of("target", "bench", "start").toAbsolutePath();
    private final Path archive = folder.resolve("dromedary.jsa");
    private final Path keyset = folder.resolve("masking.keyset");

    /**
     * @param seconds from the start of the process to the line that says that it works, or to its end
     * @param processorSeconds that it used meanwhile; 0 of one that has ended
     */
    private record Start(double seconds, double processorSeconds) {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new StartUpBenchmark()).execute(arguments));
    }

    @Override
    public void run() {
        EmptyFolder.at(folder);
        jar("keys", "new", keyset.toString());
        jar("class-archive", archive.toString());
        say("Starting SQS, S3, Kafka and PostgreSQL on 127.0.0.1");
        Sandbox.s3().client().createBucket(request -> request.bucket("catalog"));
        Results<Start> results = new Results<>();
        try (Stage stage = Stage.with(folder, List.of())) {
            Map<String, String> environment = environment(stage);
            for (Round round : rounds.all()) {
                for (String contestant : CONTESTANTS) {
                    Start start = start(stage, environment, contestant);
                    say("%s  %-26s %6.2f s", round, contestant, start.seconds());
                    results.add(round, contestant, start);
                }
            }
        }
        results.print("seconds until it works", 2, Start::seconds);
        results.print("seconds of processor meanwhile", 2, Start::processorSeconds);
        Ratios ratios = new Ratios();
        for (String name : List.of(LOGINS, ALL)) {
            ratios.add(
                    "seconds: " + name + ARCHIVED + " / " + name,
                    results.ratios(name + ARCHIVED, Start::seconds, name));
        }
        ratios.print();
        rawResults.write(ratios, Map.of("results", results.raw()));
    }

    private void jar(String... arguments) {
        try (Child child = Child.jar(folder, Map.of(), List.of(), arguments)) {
            child.mustSucceed();
        }
    }

    private Map<String, String> environment(Stage stage) {
        Map<String, String> environment = new HashMap<>(stage.environment());
        environment.put("AWS_ENDPOINT_URL_S3", Sandbox.s3().endpoint().toString());
        environment.put("KAFKA_BROKERS", Sandbox.kafka().bootstrapServers());
        environment.put("MASKING_KEYSET", keyset.toString());
        environment.put("MANAGEMENT_PORT", "0");
        return environment;
    }

    private Start start(Stage stage, Map<String, String> environment, String contestant) {
        if (contestant.equals(JAVA)) {
            return toTheEnd(Child.java(stage.folder(), environment, List.of("-version")));
        }
        boolean archived = contestant.endsWith(ARCHIVED);
        String name = archived ? contestant.substring(0, contestant.length() - ARCHIVED.length()) : contestant;
        List<String> options = archived ? List.of("-XX:SharedArchiveFile=" + archive) : List.of();
        return switch (name) {
            case HELP -> toTheEnd(Child.jar(stage.folder(), environment, options, HELP));
            case LOGINS -> untilStarted(Child.jar(stage.folder(), environment, options, "run", "logins"));
            default -> untilStarted(Child.jar(stage.folder(), environment, options, "run"));
        };
    }

    private static Start toTheEnd(Child started) {
        try (Child child = started) {
            child.mustSucceed();
            return new Start(child.age().toNanos() / 1e9, 0);
        }
    }

    private static Start untilStarted(Child started) {
        try (Child child = started) {
            child.awaitOutput(" Started ");
            Start start =
                    new Start(child.age().toNanos() / 1e9, child.processorTime().toNanos() / 1e9);
            child.end();
            return start;
        }
    }
}
