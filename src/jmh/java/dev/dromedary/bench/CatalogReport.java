package dev.dromedary.bench;

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
 * The figures of {@link CatalogBenchmark}, as tables and, with every single run, as JSON. Ratios are made within each round,
 * and only then summarised.
 *
 * @param options of the jar's JVM
 * @param races by the part that they belong to
 */
record CatalogReport(List<String> options, Map<String, List<ObjectRace>> races) {

    void print() {
        races.forEach(CatalogReport::print);
    }

    private static void print(String title, List<ObjectRace> races) {
        boolean large = title.equals("large");
        long bytes = races.get(0).bytes();
        say(
                "%n%-54s %9s %9s %9s",
                title + ": " + races.get(0).objects() + " objects, " + bytes + " bytes", "min", "median", "max");
        for (String name : races.stream().map(ObjectRace::contestant).distinct().toList()) {
            row(
                    name + (large ? ", MB/s" : ", objects/s"),
                    figures(races, name, large ? ObjectRace::megabytesPerSecond : ObjectRace::objectsPerSecond));
            row(name + ", seconds of the whole process", figures(races, name, ObjectRace::processSeconds));
            row(name + ", seconds of processor to the last output", figures(races, name, ObjectRace::processorSeconds));
            row(name + ", peak RSS in MiB", figures(races, name, ObjectRace::resident));
        }
        say("%-54s %9s %9s %9s", "ratio of rates, round by round", "min", "median", "max");
        ratios(races).forEach(CatalogReport::row);
    }

    private static List<Double> figures(
            List<ObjectRace> races, String contestant, ToDoubleFunction<ObjectRace> figure) {
        return races.stream()
                .filter(race -> race.contestant().equals(contestant))
                .map(figure::applyAsDouble)
                .toList();
    }

    /** Of times, turned round: more is faster. */
    private static Map<String, List<Double>> ratios(List<ObjectRace> races) {
        Map<String, List<Double>> ratios = new LinkedHashMap<>();
        ToDoubleFunction<ObjectRace> time = ObjectRace::seconds;
        List<Double> copy = figures(races, CatalogBenchmark.COPY, time);
        List<Double> again = figures(races, CatalogBenchmark.AGAIN, time);
        ratios.put(CatalogBenchmark.AGAIN + " / " + CatalogBenchmark.COPY + " (noise)", ratios(copy, copy, again));
        ratios.put(
                CatalogBenchmark.CATALOG + " / " + CatalogBenchmark.COPY,
                ratios(copy, again, figures(races, CatalogBenchmark.CATALOG, time)));
        for (String script : List.of(CatalogBenchmark.TREE, CatalogBenchmark.TEXT)) {
            if (races.stream().anyMatch(race -> race.contestant().equals(script))) {
                List<Double> times = figures(races, script, time);
                ratios.put(
                        CatalogBenchmark.CATALOG + " / " + script,
                        ratios(times, times, figures(races, CatalogBenchmark.CATALOG, time)));
                List<Double> whole = figures(races, script, ObjectRace::processSeconds);
                List<Double> ours = figures(races, CatalogBenchmark.CATALOG, ObjectRace::processSeconds);
                ratios.put(CatalogBenchmark.CATALOG + " / " + script + ", whole process", ratios(whole, whole, ours));
            }
        }
        return ratios;
    }

    /** The mean of two times over a third, each of the same round. */
    private static List<Double> ratios(List<Double> first, List<Double> second, List<Double> times) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < times.size(); i++) {
            ratios.add((first.get(i) + second.get(i)) / 2 / times.get(i));
        }
        return ratios;
    }

    private static void row(String name, List<Double> figures) {
        Spread spread = Spread.of(figures);
        say("%-54s %9.2f %9.2f %9.2f", name, spread.min(), spread.median(), spread.max());
    }

    /** Writes every run. */
    void write(Path file) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("java", Runtime.version().toString());
        all.put("options", options);
        all.put("races", races);
        Map<String, Object> ratios = new LinkedHashMap<>();
        races.forEach((name, found) -> ratios.put(name, ratios(found)));
        all.put("ratios", ratios);
        try {
            JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void say(String form, Object... parts) {
        System.out.println(String.format(Locale.ROOT, form, parts));
    }
}
