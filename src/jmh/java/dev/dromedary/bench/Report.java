package dev.dromedary.bench;

import static dev.dromedary.bench.Printout.say;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The figures of {@link LoginsBenchmark} as tables, and with every single run for its raw results. */
record Report(Map<String, Object> conditions, Results<Race> races, List<Memory> memory) {

    static final String BARE = "bare loop";
    static final String AGAIN = "bare loop again";
    static final String LOGINS = "logins";
    static final String PYTHON = "python";

    private static final String BARE_AWAY = BARE + Contestant.AWAY;
    private static final String LOGINS_AWAY = LOGINS + Contestant.AWAY;

    void print() {
        say("");
        say("%s", conditions);
        say("");
        say("%-50s %10s %10s %10s %12s", "records a second", "min", "median", "max", "CPU us each");
        races.contestants().forEach(this::printRates);
        ratios().print();
        printMemory();
    }

    private void printRates(String name) {
        Spread rates = Spread.of(races.figures(name, Race::rate));
        Spread micros = Spread.of(races.figures(name, Race::processorMicros));
        say("%-50s %,10.0f %,10.0f %,10.0f %12.0f", name, rates.min(), rates.median(), rates.max(), micros.median());
    }

    Ratios ratios() {
        Ratios ratios = new Ratios();
        ratios.add("bare loop again / bare loop (noise)", races.ratios(AGAIN, Race::rate, BARE));
        ratios.add("logins / bare loop", races.ratios(LOGINS, Race::rate, BARE, AGAIN));
        ratios.add("logins / bare loop, seen from the queue", races.ratios(LOGINS, Race::queueRate, BARE, AGAIN));
        ratios.add(
                "microseconds of processor a message: logins / bare loop",
                races.ratios(LOGINS, Race::processorMicros, BARE, AGAIN));
        races.contestants().stream()
                .filter(name -> name.startsWith(LOGINS + " "))
                .map(name -> name.substring(LOGINS.length()))
                .forEach(options -> ratios.add(
                        "logins / bare loop, both with" + options,
                        races.ratios(LOGINS + options, Race::rate, BARE + options)));
        if (tookPart(LOGINS_AWAY)) {
            ratios.add("logins / bare loop, both away", races.ratios(LOGINS_AWAY, Race::rate, BARE_AWAY));
            ratios.add(
                    "logins / bare loop, both away, seen from the queue",
                    races.ratios(LOGINS_AWAY, Race::queueRate, BARE_AWAY));
        }
        if (tookPart(PYTHON)) {
            ratios.add("logins / python", races.ratios(LOGINS, Race::rate, PYTHON));
        }
        return ratios;
    }

    private boolean tookPart(String name) {
        return races.contestants().contains(name);
    }

    private void printMemory() {
        say("");
        say(
                "%-20s %9s %9s %9s %9s %9s %9s %9s",
                "memory, MiB", "peak RSS", "peak heap", "live", "size", "GCs", "GC s", "rows/s");
        for (Memory run : memory) {
            say(
                    "%-20s %9.0f %9.0f %9.0f %9.0f %9d %9.2f %9.0f",
                    "options: " + run.options(),
                    run.peakResident(),
                    run.heap().peakHeap(),
                    run.heap().liveHeap(),
                    run.heap().heapSize(),
                    run.heap().collections(),
                    run.heap().pauseSeconds(),
                    run.rate());
        }
    }

    /** Everything, the samples too; the races in the order in which they were run. */
    Map<String, Object> raw() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("conditions", conditions);
        all.put(
                "races",
                races.raw().values().stream()
                        .flatMap(List::stream)
                        .sorted(Comparator.comparingInt(Race::round))
                        .toList());
        all.put("memory", memory);
        return all;
    }
}
