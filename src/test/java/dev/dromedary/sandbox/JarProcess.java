package dev.dromedary.sandbox;

import dev.dromedary.keys.KeysetFile;
import dev.dromedary.keys.KeysetKind;
import dev.dromedary.settings.Setting;
import dev.dromedary.settings.SettingsCatalog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * The real jar as a child process: what a user runs. Its output goes to files, so that it is there after the process was
 * killed. Closing it kills it.
 */
public final class JarProcess implements AutoCloseable {

    private final Process process;
    private final Path standardOutput;
    private final Path standardError;

    private JarProcess(Process process, Path standardOutput, Path standardError) {
        this.process = process;
        this.standardOutput = standardOutput;
        this.standardError = standardError;
    }

    /** What to run and where. Immutable but for its builder-like {@code with} methods, which return copies. */
    public static final class Setup {

        private final Path directory;
        private final Map<String, String> environment;
        private final List<String> jvmOptions;

        private Setup(Path directory, Map<String, String> environment, List<String> jvmOptions) {
            this.directory = directory;
            this.environment = environment;
            this.jvmOptions = jvmOptions;
        }

        /** Runs in a directory that exists, with the JVM options {@code dromedary.jvm-options} where the build sets some. */
        public static Setup in(Path directory) {
            String options = System.getProperty("dromedary.jvm-options");
            // Several of them run side by side, and there is one port by default.
            return new Setup(
                    directory,
                    Map.of("MANAGEMENT_ENABLED", "false"),
                    options == null ? List.of() : List.of(options.split(" ")));
        }

        public Path directory() {
            return directory;
        }

        /** The same in another directory that exists. */
        public Setup inside(Path another) {
            return new Setup(another, environment, jvmOptions);
        }

        public Setup with(String name, String value) {
            Map<String, String> changed = new HashMap<>(environment);
            changed.put(name, value);
            return new Setup(directory, changed, jvmOptions);
        }

        /** With all that another sets, which wins; in the directory of this one. */
        public Setup withAll(Setup another) {
            Map<String, String> changed = new HashMap<>(environment);
            changed.putAll(another.environment);
            return new Setup(directory, changed, jvmOptions);
        }

        public Setup withJvmOption(String option) {
            List<String> changed = new ArrayList<>(jvmOptions);
            changed.add(option);
            return new Setup(directory, environment, changed);
        }

        /** The credentials and the endpoint of an SQS server. */
        public Setup withSqs(String endpoint) {
            return with("AWS_ENDPOINT_URL_SQS", endpoint).withCredentials();
        }

        /** The credentials and the endpoint of an S3 server, or of what stands before it. */
        public Setup withS3(URI endpoint) {
            return with("AWS_ENDPOINT_URL_S3", endpoint.toString()).withCredentials();
        }

        private Setup withCredentials() {
            return with("AWS_REGION", SandboxCredentials.REGION)
                    .with("AWS_ACCESS_KEY_ID", SandboxCredentials.ACCESS_KEY_ID)
                    .with("AWS_SECRET_ACCESS_KEY", SandboxCredentials.SECRET_ACCESS_KEY);
        }

        /** The warehouse on a PostgreSQL server. */
        public Setup withWarehouse(String jdbcUrl, PostgresServer server) {
            return with("WAREHOUSE_URL", jdbcUrl)
                    .with("WAREHOUSE_USER", server.user())
                    .with("WAREHOUSE_PASSWORD", server.password());
        }

        /** State that several processes share, with the key of dead letters that they need then in the folder of this one. */
        public Setup withState(String jdbcUrl, PostgresServer server) {
            Path keyset = directory.resolve("dead-letters.keyset");
            KeysetFile.create(keyset, KeysetKind.AES_GCM);
            return with("STATE_URL", jdbcUrl)
                    .with("STATE_USER", server.user())
                    .with("STATE_PASSWORD", server.password())
                    .with("DEAD_LETTERS_KEYSET", keyset.toString());
        }

        public JarProcess start(String... arguments) {
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(jvmOptions);
            command.add("-jar");
            command.add(jar().toString());
            command.addAll(List.of(arguments));
            try {
                Path out = Files.createTempFile(directory, "out-", ".txt");
                Path err = Files.createTempFile(directory, "err-", ".txt");
                ProcessBuilder builder = new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
                // What the caller's shell sets must neither steer the run nor be written to.
                Set<String> settings = SettingsCatalog.builtIn().all().stream()
                        .map(Setting::environmentName)
                        .collect(Collectors.toSet());
                builder.environment().keySet().removeIf(name -> name.startsWith("AWS_") || settings.contains(name));
                builder.environment().putAll(environment);
                return new JarProcess(builder.start(), out, err);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Runs to the end and returns the ended process. */
        public JarProcess run(String... arguments) {
            JarProcess process = start(arguments);
            process.awaitExit(Duration.ofMinutes(3));
            return process;
        }
    }

    /** The jar under test: {@code dromedary.jar}, set by the build, or where the build puts it. */
    public static Path jar() {
        Path jar = Path.of(System.getProperty("dromedary.jar", "target/dromedary.jar"))
                .toAbsolutePath();
        if (!Files.exists(jar)) {
            throw new IllegalStateException(jar + " is not there; run mvn package first");
        }
        return jar;
    }

    /** Waits for the end and returns the exit code. */
    public int awaitExit(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                close();
                throw new IllegalStateException("no end after " + patience + "\n" + errors());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        return process.exitValue();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    public int exitCode() {
        return process.exitValue();
    }

    /** Asks it to end, as an operator does: SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Ends it in the middle of whatever it does: SIGKILL. */
    public void kill() {
        process.destroyForcibly();
        awaitExit(Duration.ofSeconds(20));
    }

    /** Lets it stand still, as a long pause of its machine does, until it is thawed: SIGSTOP. */
    public void freeze() {
        signal("STOP");
    }

    /** Lets it go on where it stood: SIGCONT. */
    public void thaw() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int failed = new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (failed != 0) {
                throw new IllegalStateException("kill -" + name + " " + pid() + " ended with " + failed);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    public String output() {
        return read(standardOutput);
    }

    public String errors() {
        return read(standardError);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
