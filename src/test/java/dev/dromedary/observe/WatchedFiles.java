package dev.dromedary.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What {@code deploy/} asks of Prometheus: in dashboards and in alert rules. */
final class WatchedFiles {

    static final Path RULES = Path.of("deploy/prometheus/rules/dromedary.yml");
    static final Path DASHBOARDS = Path.of("deploy/grafana/dashboards");

    /** Names of metrics begin with one of these; Prometheus itself makes {@code up}. */
    private static final Pattern METRIC = Pattern.compile("\\b(?:dromedary|jvm|process|system)_[a-z0-9_]+\\b");

    private WatchedFiles() {}

    /** The names of all metrics that are asked for. */
    static Set<String> metrics() {
        Set<String> names = new TreeSet<>();
        Stream.concat(dashboards().values().stream().flatMap(WatchedFiles::expressions), ruleExpressions().stream())
                .forEach(expression -> METRIC.matcher(expression.replaceAll("\"[^\"]*\"", "\"\""))
                        .results()
                        .forEach(found -> names.add(found.group())));
        return names;
    }

    /** The dashboards by the names of their files. */
    static Map<String, JsonNode> dashboards() {
        try (Stream<Path> files = Files.list(DASHBOARDS)) {
            Map<String, JsonNode> dashboards = new java.util.TreeMap<>();
            for (Path file : files.toList()) {
                dashboards.put(file.getFileName().toString(), new JsonMapper().readTree(file.toFile()));
            }
            return dashboards;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> expressions(JsonNode dashboard) {
        return Stream.concat(
                dashboard.findValuesAsText("expr").stream(), dashboard.findValuesAsText("definition").stream());
    }

    private static List<String> ruleExpressions() {
        try {
            Map<?, ?> file =
                    (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(Files.readString(RULES));
            return ((List<?>) file.get("groups"))
                    .stream()
                            .flatMap(group -> ((List<?>) ((Map<?, ?>) group).get("rules")).stream())
                            .map(rule -> String.valueOf(((Map<?, ?>) rule).get("expr")))
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
