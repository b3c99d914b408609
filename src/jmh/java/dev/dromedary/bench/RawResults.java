package dev.dromedary.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option for the file of the raw results: the ratios and every single run, as JSON. */
final class RawResults {

    private final String benchmark;

    @Option(names = "--json", paramLabel = "FILE", description = "Raw results.")
    private Path file;

    /** @param benchmark its name; {@code target/bench-NAME.json} is the default */
    RawResults(String benchmark) {
        this.benchmark = benchmark;
        this.file = Path.of("target", "bench-" + benchmark + ".json");
    }

    /** @param more what there is beside the ratios, by name */
    void write(Ratios ratios, Map<String, Object> more) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("benchmark", benchmark);
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("java", Runtime.version().toString());
        all.put("system", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        all.put("loadAtTheEnd", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
        all.put("ratios", ratios.raw());
        all.putAll(more);
        try {
            JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Printout.say("%nRaw results: %s", file);
    }
}
