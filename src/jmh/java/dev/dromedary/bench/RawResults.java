package dev.dromedary.bench;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import picocli.CommandLine.Option;

/** The option for the file of the raw results: every single run, as JSON. */
final class RawResults {

    @Option(names = "--json", paramLabel = "FILE", description = "Raw results.")
    private Path file;

    /** @param file the default */
    RawResults(Path file) {
        this.file = file;
    }

    void write(Map<String, Object> results) {
        try {
            JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), results);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Printout.say("%nRaw results: %s", file);
    }
}
