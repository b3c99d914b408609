package dev.dromedary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.sandbox.JarProcess;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shaded jar must contain, and what it must not. */
class JarIT {

    private static final String SERVICES = "META-INF/services/";

    @TempDir
    private Path folder;

    /** Every line of every service file of each dependency that is in the jar is in the jar's service file too. */
    @Test
    void noServiceIsLostByShading() throws Exception {
        try (JarFile jar = new JarFile(JarProcess.jar().toFile())) {
            Map<String, Set<String>> lost = new TreeMap<>();
            int files = 0;
            for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (entry.endsWith(".jar")) {
                    files += collectLost(jar, entry, lost);
                }
            }
            assertThat(lost).isEmpty();
            assertThat(files).isGreaterThan(50);
        }
    }

    private static int collectLost(JarFile shaded, String path, Map<String, Set<String>> lost) throws Exception {
        int files = 0;
        try (JarFile dependency = new JarFile(path)) {
            if (!isShaded(shaded, dependency)) {
                return 0;
            }
            for (JarEntry entry : Collections.list(dependency.entries())) {
                if (entry.getName().startsWith(SERVICES)
                        && !entry.isDirectory()
                        && !entry.getName().endsWith(".properties")) {
                    files++;
                    Set<String> missing = lines(dependency, entry.getName());
                    missing.removeAll(lines(shaded, entry.getName()));
                    if (!missing.isEmpty()) {
                        lost.computeIfAbsent(entry.getName(), name -> new TreeSet<>())
                                .addAll(missing);
                    }
                }
            }
        }
        return files;
    }

    private static boolean isShaded(JarFile shaded, JarFile dependency) {
        List<String> classes = dependency.stream()
                .map(JarEntry::getName)
                .filter(name ->
                        name.endsWith(".class") && !name.contains("module-info") && !name.startsWith("META-INF"))
                .limit(20)
                .toList();
        return !classes.isEmpty() && classes.stream().allMatch(name -> shaded.getEntry(name) != null);
    }

    private static Set<String> lines(JarFile jar, String name) throws Exception {
        JarEntry entry = jar.getJarEntry(name);
        if (entry == null) {
            return new TreeSet<>();
        }
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(jar.getInputStream(entry), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .map(line -> line.replaceFirst("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void noTestServerAndNoTestClassIsInTheJar() throws Exception {
        try (JarFile jar = new JarFile(JarProcess.jar().toFile())) {
            assertThat(jar.stream().map(JarEntry::getName).toList())
                    .contains("routes/", "routes/logins.camel.yaml", "application.properties")
                    .noneMatch(name -> name.startsWith("org/elasticmq")
                            || name.startsWith("kafka/server")
                            || name.startsWith("org/gaul")
                            || name.startsWith("io/zonky")
                            || name.startsWith("org/junit")
                            || name.startsWith("dev/dromedary/sandbox"));
        }
    }

    /** Of native code there is what the systems need that are in use, and no more. */
    @Test
    void nativeCodeIsForTheUsualSystems() throws Exception {
        try (JarFile jar = new JarFile(JarProcess.jar().toFile())) {
            List<String> code = jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> name.matches(".*\\.(so|dll|dylib|jnilib|a)"))
                    .toList();

            assertThat(code)
                    .contains(
                            "org/sqlite/native/Linux/x86_64/libsqlitejdbc.so",
                            "org/sqlite/native/Linux/aarch64/libsqlitejdbc.so",
                            "org/sqlite/native/Linux-Musl/x86_64/libsqlitejdbc.so",
                            "org/sqlite/native/Mac/aarch64/libsqlitejdbc.dylib",
                            "org/sqlite/native/Windows/x86_64/sqlitejdbc.dll")
                    .anyMatch(name -> name.startsWith("linux/amd64/libzstd-jni"))
                    .anyMatch(name -> name.startsWith("org/xerial/snappy/native/Linux/aarch64/"))
                    .noneMatch(name -> name.contains("ppc") || name.contains("FreeBSD") || name.contains("/x86/"));
        }
    }

    @Test
    void itTellsItsVersionAndItsRoutes() {
        JarProcess.Setup setup = JarProcess.Setup.in(folder);

        assertThat(setup.run("--version").output()).matches("dromedary \\d+\\.\\d+\\.\\d+.*\n");
        assertThat(setup.run("routes", "list").output().lines().map(line -> line.split(" ")[0]))
                .containsExactly("alerts", "beans", "catalog", "dead-letters", "failures", "logins", "products");
    }

    /** A wrong archive has no effect but a warning, and the right one is used. */
    @Test
    void itMakesAnArchiveOfItsClassesThatTheJvmTakes() {
        JarProcess.Setup setup = JarProcess.Setup.in(folder);
        JarProcess made = setup.run("class-archive", "dromedary.jsa");

        assertThat(made.exitCode()).as(made.errors()).isZero();
        assertThat(made.output()).startsWith("Made dromedary.jsa (");
        assertThat(folder).isDirectoryNotContaining("glob:**.part");
        String loaded = setup.withJvmOption("-XX:SharedArchiveFile=dromedary.jsa")
                .withJvmOption("-Xlog:class+load")
                .run("--version")
                .output();
        assertThat(loaded.lines()
                        .filter(line -> line.contains(" dev.dromedary.") && line.contains("shared objects file")))
                .hasSizeGreaterThan(10);

        JarProcess nowhere = setup.run("class-archive", "nowhere/dromedary.jsa");
        assertThat(nowhere.exitCode()).isEqualTo(2);
        assertThat(nowhere.errors())
                .startsWith("dromedary: nowhere/dromedary.jsa cannot be made: ")
                .hasLineCount(1);
    }
}
