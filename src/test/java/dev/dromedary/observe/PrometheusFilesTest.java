package dev.dromedary.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that Prometheus and Grafana read; that their metrics exist is for {@link ObservationIT}. */
class PrometheusFilesTest {

    @ParameterizedTest
    @CsvSource({
        "check rules, deploy/prometheus/rules/dromedary.yml",
        "check config, deploy/prometheus/prometheus.yml",
        "test rules, src/test/resources/prometheus/rules-test.yml"
    })
    void promtoolTakes(String command, String file) throws Exception {
        assumeTrue(isOnThePath("promtool"), "promtool is not on the PATH (Debian package prometheus)");
        Process process = new ProcessBuilder(Stream.concat(
                                Stream.concat(Stream.of("promtool"), Stream.of(command.split(" "))), Stream.of(file))
                        .toList())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void dashboardsAreWhole() {
        Set<String> ids = new HashSet<>();
        WatchedFiles.dashboards().forEach((file, dashboard) -> {
            assertThat(ids.add(dashboard.get("uid").asText())).as(file).isTrue();
            Set<Integer> panels = new HashSet<>();
            for (JsonNode panel : dashboard.get("panels")) {
                String what = file + ": " + panel.get("title").asText();
                assertThat(panels.add(panel.get("id").asInt())).as(what).isTrue();
                assertThat(panel.at("/datasource/uid").asText()).as(what).isEqualTo("prometheus");
                assertThat(panel.findValuesAsText("expr")).as(what).isNotEmpty();
                assertThat(panel.at("/gridPos/x").asInt()
                                + panel.at("/gridPos/w").asInt())
                        .as(what)
                        .isLessThanOrEqualTo(24);
            }
            for (JsonNode link : dashboard.get("links")) {
                assertThat(link.get("url").asText()).as(file).startsWith("/d/dromedary-");
            }
        });
        assertThat(ids).containsExactlyInAnyOrder("dromedary-overview", "dromedary-pipeline");
    }

    @Test
    void composeMountsWhatGrafanaAndPrometheusRead() throws IOException {
        String compose = Files.readString(Path.of("docker-compose.yml"));

        for (String path : List.of(
                "./deploy/prometheus/prometheus.yml:",
                "./deploy/prometheus/rules:",
                "./deploy/grafana/provisioning:",
                "./deploy/grafana/dashboards:/var/lib/grafana/dashboards:")) {
            assertThat(compose).contains(path);
            assertThat(Path.of(path.substring(0, path.indexOf(':')))).exists();
        }
    }
}
