package dev.dromedary.command;

import dev.dromedary.settings.ConfigurationException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * {@code class-archive}: an archive of loaded classes for the JVM (AppCDS, <a
 * href="https://openjdk.org/jeps/350">JEP 350</a>). The classes are those that a process loads which starts every
 * pipeline of the jar, finds that no system is there, and ends.
 */
@Command(
        name = "class-archive",
        description = {
            "Makes an archive of loaded classes, with which this jar starts in less time. It is good for this jar at",
            "this place and for this Java; with another one it has no effect. Reaches no system."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: dromedary class-archive dromedary.jsa",
            "and then: java -XX:SharedArchiveFile=dromedary.jsa -jar dromedary.jar run"
        })
final class ClassArchiveCommand implements Callable<Integer> {

    private static final long LONGEST_SECONDS = 120;
    private static final String NOWHERE = "127.0.0.1:1";
    private static final Map<String, String> ALL_AWAY = Map.of(
            "AWS_REGION", "none",
            "AWS_ACCESS_KEY_ID", "none",
            "AWS_SECRET_ACCESS_KEY", "none",
            "AWS_ENDPOINT_URL", "http://" + NOWHERE,
            "STATE_URL", "jdbc:sqlite::memory:",
            "WAREHOUSE_URL", "jdbc:sqlite::memory:",
            "KAFKA_BROKERS", NOWHERE,
            "MASKING_MODE", "sha256",
            "STARTUP_TIMEOUT", "1s");

    @Parameters(paramLabel = "FILE", description = "The file to make; one that is there is replaced.")
    private Path file;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path jar = jar();
        Path target = file.toAbsolutePath();
        if (!Files.isWritable(target.getParent())) {
            throw new ConfigurationException(
                    file + " cannot be made: " + target.getParent() + " is no folder to write in");
        }
        Path folder = Files.createTempDirectory("dromedary-class-archive");
        try {
            Path made = folder.resolve("made.jsa");
            Path log = folder.resolve("log.txt");
            int exitCode = train(jar, folder, made, log);
            if (exitCode != Failures.UNREACHABLE || !Files.exists(made)) {
                throw new ConfigurationException("no archive was made (exit code " + exitCode + "): "
                        + String.join(" | ", Files.readAllLines(log)));
            }
            Path whole = target.resolveSibling(target.getFileName() + ".part");
            Files.copy(made, whole, StandardCopyOption.REPLACE_EXISTING);
            Files.move(whole, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            System.out.printf("Made %s (%d MiB)%n", file, Files.size(target) >> 20);
            return 0;
        } catch (FileSystemException e) {
            throw new ConfigurationException(file + " cannot be made: " + e.getMessage(), e);
        } finally {
            delete(folder);
        }
    }

    private static Path jar() {
        try {
            Path jar = Path.of(ClassArchiveCommand.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isRegularFile(jar)) {
                return jar;
            }
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        throw new ConfigurationException("an archive is made from the jar: java -jar dromedary.jar class-archive FILE");
    }

    /** In an empty folder and with no settings but ours, so that it starts alike wherever it is made. */
    private static int train(Path jar, Path folder, Path archive, Path log) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:ArchiveClassesAtExit=" + archive,
                        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                        "-jar",
                        jar.toString(),
                        "run",
                        "--once"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        builder.environment().clear();
        builder.environment().putAll(ALL_AWAY);
        Process process = builder.start();
        try {
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                throw new ConfigurationException("no archive was made in " + LONGEST_SECONDS + " s");
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path path : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
