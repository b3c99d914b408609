package dev.dromedary.bench;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The figures of a benchmark as tables, and with every single run as JSON. Ratios are made within each round, of runs
 * that stood side by side, and only then summarised.
 */
record Report(Map<String, Object> machine, List<Race> races, StartUp startUp, List<Memory> memory) {

    static final String BARE = "bare loop";
    static final String AGAIN = "bare loop again";
    static final String LOGINS = "logins";
    static final String PYTHON = "python";

    private static final String BARE_AWAY = BARE + Contestant.AWAY;
    private static final String LOGINS_AWAY = LOGINS + Contestant.AWAY;

    private record Ratio(String name, List<Double> rounds) {}

    void print() {
        say("");
        say("machine: %s", machine);
        say("");
        say("%-40s %10s %10s %10s %12s", "records a second", "min", "median", "max", "CPU us each");
        for (String name : List.of(BARE, AGAIN, LOGINS, PYTHON, BARE_AWAY, LOGINS_AWAY)) {
            printRates(name);
        }
        say("");
        say("%-40s %10s %10s %10s", "ratio, round by round", "min", "median", "max");
        for (Ratio ratio : ratios()) {
            Spread spread = Spread.of(ratio.rounds());
            say("%-40s %10.3f %10.3f %10.3f", ratio.name(), spread.min(), spread.median(), spread.max());
        }
        printStartUp();
        printMemory();
    }

    private void printRates(String name) {
        if (!tookPart(name)) {
            return;
        }
        List<Race> runs =
                races.stream().filter(race -> race.contestant().equals(name)).toList();
        Spread rates = Spread.of(runs.stream().map(Race::rate).toList());
        Spread micros = Spread.of(runs.stream().map(Race::processorMicros).toList());
        say("%-40s %10.0f %10.0f %10.0f %12.0f", name, rates.min(), rates.median(), rates.max(), micros.median());
    }

    private List<Ratio> ratios() {
        List<Ratio> ratios = new ArrayList<>();
        ratios.add(ratio("bare loop again / bare loop (noise)", round -> rate(round, AGAIN) / rate(round, BARE)));
        ratios.add(ratio("logins / bare loop", round -> rate(round, LOGINS) / bare(round, Race::rate)));
        ratios.add(ratio(
                "the same, seen from the queue",
                round -> race(round, LOGINS).queueRate() / bare(round, Race::queueRate)));
        if (tookPart(LOGINS_AWAY)) {
            ratios.add(
                    ratio("logins / bare loop, both away", round -> rate(round, LOGINS_AWAY) / rate(round, BARE_AWAY)));
            ratios.add(ratio(
                    "the same, seen from the queue",
                    round -> race(round, LOGINS_AWAY).queueRate()
                            / race(round, BARE_AWAY).queueRate()));
        }
        if (tookPart(PYTHON)) {
            ratios.add(ratio("logins / python", round -> rate(round, LOGINS) / rate(round, PYTHON)));
        }
        return ratios;
    }

    private boolean tookPart(String name) {
        return races.stream().anyMatch(race -> race.contestant().equals(name));
    }

    private Ratio ratio(String name, ToDoubleFunction<Integer> ofRound) {
        List<Double> rounds = races.stream()
                .map(Race::round)
                .distinct()
                .map(round -> ofRound.applyAsDouble(round))
                .toList();
        return new Ratio(name, rounds);
    }

    /** The bare loop's rate in a round: the mean of the run before the pipeline's and the one after it. */
    private double bare(int round, ToDoubleFunction<Race> rate) {
        return (rate.applyAsDouble(race(round, BARE)) + rate.applyAsDouble(race(round, AGAIN))) / 2;
    }

    private double rate(int round, String name) {
        return race(round, name).rate();
    }

    private Race race(int round, String name) {
        return races.stream()
                .filter(race -> race.round() == round && race.contestant().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private void printStartUp() {
        say("");
        say("%-40s %10s %10s %10s", "start-up of the jar, ms", "min", "median", "max");
        Map<String, List<Double>> lines = new LinkedHashMap<>();
        lines.put("--help, until its end", startUp.help());
        lines.put("run logins --once, until \"Started\"", startUp.started());
        lines.put("run logins --once, until its end", startUp.ended());
        lines.forEach((name, millis) -> {
            Spread spread = Spread.of(millis);
            say("%-40s %10.0f %10.0f %10.0f", name, spread.min(), spread.median(), spread.max());
        });
    }

    private void printMemory() {
        say("");
        say("%-20s %9s %9s %9s %9s %9s %9s", "memory, MiB", "peak RSS", "peak heap", "live", "size", "GCs", "rows/s");
        for (Memory run : memory) {
            say(
                    "%-20s %9.0f %9.0f %9.0f %9.0f %9d %9.0f",
                    "options: " + run.options(),
                    run.peakResident(),
                    run.peakHeap(),
                    run.liveHeap(),
                    run.heapSize(),
                    run.collections(),
                    run.rate());
        }
    }

    /** Writes everything, the samples too. */
    void write(Path file) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("machine", machine);
        all.put("ratios", ratios());
        all.put("races", races);
        all.put("startUp", startUp);
        all.put("memory", memory);
        try {
            JsonMapper.builder()
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValue(file.toFile(), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(String form, Object... parts) {
        System.out.println(String.format(Locale.ROOT, form, parts));
    }
}
