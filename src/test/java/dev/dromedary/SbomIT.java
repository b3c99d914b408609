package dev.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.sandbox.JarProcess;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The list of what is in the jar, which stands in the jar. */
class SbomIT {

    private static final String SBOM = "META-INF/sbom/dromedary.cdx.json";

    @Test
    void itListsWhateverHasClassesInTheJarAndNothingElse() throws IOException {
        Set<String> listed = new TreeSet<>();
        Set<String> packed = new TreeSet<>();
        try (JarFile jar = new JarFile(JarProcess.jar().toFile())) {
            JsonNode sbom = new JsonMapper().readTree(jar.getInputStream(jar.getEntry(SBOM)));
            assertThat(sbom.get("bomFormat").asText()).isEqualTo("CycloneDX");
            for (JsonNode component : sbom.get("components")) {
                assertThat(component.get("purl").asText()).startsWith("pkg:maven/");
                listed.add(component.get("name").asText() + "-"
                        + component.get("version").asText() + ".jar");
            }
            for (String library :
                    Files.readString(Path.of("target/test.classpath")).split(File.pathSeparator)) {
                Optional<String> sample = library.endsWith(".jar") ? sample(Path.of(library)) : Optional.empty();
                if (sample.isPresent() && jar.getEntry(sample.get()) != null) {
                    packed.add(Path.of(library).getFileName().toString());
                }
            }
        }

        assertThat(packed).hasSizeGreaterThan(80);
        assertThat(listed).containsAll(packed);
        assertThat(listed).noneMatch(name -> name.startsWith("junit") || name.startsWith("elasticmq"));
    }

    /** A class of a library. */
    private static Optional<String> sample(Path library) throws IOException {
        try (JarFile jar = new JarFile(library.toFile())) {
            return jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.endsWith(".class")
                            && !name.startsWith("META-INF/")
                            && !name.endsWith("module-info.class")
                            && !name.endsWith("package-info.class"))
                    .findFirst();
        }
    }
}
