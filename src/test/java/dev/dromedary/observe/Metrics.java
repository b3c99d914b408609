package dev.dromedary.observe;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A scrape, read back. */
record Metrics(String text) {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(.*)})? (\\S+)( \\S+)?");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /** The value of the sample with these labels, in their order: {@code pipeline="logins"}; NaN if there is none. */
    double value(String name, String... labels) {
        return samples().getOrDefault(name + "{" + String.join(",", labels) + "}", Double.NaN);
    }

    /** The value of a sample of a pipeline. */
    double of(String pipeline, String name) {
        return value(name, "pipeline=\"" + pipeline + "\"");
    }

    private Map<String, Double> samples() {
        Map<String, Double> samples = new LinkedHashMap<>();
        text.lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach(sample -> {
            String labels = sample.group(3) == null ? "" : sample.group(3);
            samples.put(sample.group(1) + "{" + labels + "}", Double.valueOf(sample.group(4)));
        });
        return samples;
    }

    Set<String> names() {
        return samples().keySet().stream()
                .map(sample -> sample.substring(0, sample.indexOf('{')))
                .collect(Collectors.toSet());
    }

    /** Samples of this process's own metrics. */
    long size() {
        return samples().keySet().stream()
                .filter(name -> name.startsWith("dromedary_"))
                .count();
    }

    /** The values of a label in this process's own metrics. */
    Set<String> values(String label) {
        return samples().keySet().stream()
                .filter(name -> name.startsWith("dromedary_"))
                .flatMap(sample -> LABEL.matcher(sample).results())
                .filter(found -> found.group(1).equals(label))
                .map(found -> found.group(2))
                .collect(Collectors.toSet());
    }

    Set<String> labels() {
        return samples().keySet().stream()
                .filter(name -> name.startsWith("dromedary_"))
                .flatMap(sample -> LABEL.matcher(sample).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }
}
