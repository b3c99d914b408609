package dev.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The list of what is in the jar, which stands in the jar. */
class SbomIT {

    private static final String SBOM = "META-INF/sbom/dromedary.cdx.json";

    @Test
    void itListsWhateverHasClassesInTheJarAndNothingElse() throws IOException {
        Set<String> listed = new TreeSet<>();
        Set<String> known = new HashSet<>();
        Set<String> unknown = new TreeSet<>();
        try (JarFile jar = new JarFile(JarProcess.jar().toFile())) {
            JsonNode sbom = new JsonMapper().readTree(jar.getInputStream(jar.getEntry(SBOM)));
            assertThat(sbom.get("bomFormat").asText()).isEqualTo("CycloneDX");
            for (JsonNode component : sbom.get("components")) {
                assertThat(component.get("purl").asText()).startsWith("pkg:maven/");
                listed.add(component.get("name").asText() + "-"
                        + component.get("version").asText() + ".jar");
            }
            for (Path library : libraries()) {
                if (listed.contains(library.getFileName().toString())) {
                    known.addAll(classes(library));
                }
            }
            for (Path library : libraries()) {
                // Some libraries of the tests have classes of the same names as one that is packed.
                if (classes(library).stream().anyMatch(name -> jar.getEntry(name) != null && !known.contains(name))) {
                    unknown.add(library.getFileName().toString());
                }
            }
        }

        assertThat(unknown).isEmpty();
        assertThat(listed)
                .hasSizeGreaterThan(80)
                .noneMatch(name -> name.startsWith("junit") || name.startsWith("elasticmq"));
    }

    private static List<Path> libraries() throws IOException {
        return Arrays.stream(Files.readString(Path.of("target/test.classpath")).split(File.pathSeparator))
                .filter(name -> name.endsWith(".jar"))
                .map(Path::of)
                .toList();
    }

    private static Set<String> classes(Path library) throws IOException {
        try (JarFile jar = new JarFile(library.toFile())) {
            return jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class")
                            && !name.startsWith("META-INF/")
                            && !name.endsWith("module-info.class")
                            && !name.endsWith("package-info.class"))
                    .collect(Collectors.toSet());
        }
    }
}
