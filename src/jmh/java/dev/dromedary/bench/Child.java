package dev.dromedary.bench;

import dev.dromedary.sandbox.JarProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A process that is measured. What it writes to either stream goes to one file of its folder. Closing it kills it, and so
 * does the end of this JVM, whichever way that comes. For use by one thread.
 */
final class Child implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(3);
    private static final Pattern RESIDENT = Pattern.compile("VmHWM:\\s+(\\d+) kB");
    private static final Set<Process> ALIVE = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ALIVE.forEach(Process::destroyForcibly), "end-children"));
    }

    private final Process process;
    private final Path output;
    private final long startedAt = System.nanoTime();

    private Child(Process process, Path output) {
        this.process = process;
        this.output = output;
        ALIVE.add(process);
    }

    /** Starts a command in a folder that exists, with our environment but for the AWS SDK's variables. */
    static Child start(Path folder, Map<String, String> environment, List<String> command) {
        try {
            Path output = Files.createTempFile(folder, "output-", ".txt");
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            builder.environment().putAll(environment);
            return new Child(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the Java that runs us. */
    static Child java(Path folder, Map<String, String> environment, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(arguments);
        return start(folder, environment, command);
    }

    /**
     * Starts the jar.
     *
     * @param options of its JVM
     */
    static Child jar(Path folder, Map<String, String> environment, List<String> options, String... arguments) {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of("-jar", JarProcess.jar().toString()));
        command.addAll(List.of(arguments));
        return java(folder, environment, command);
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Time since the start. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    /** Processor time used so far; zero where the system does not tell, or the process has ended. */
    Duration processorTime() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** The most physical memory that it ever had, in MiB, as Linux counts it; 0 elsewhere, and of one that has ended. */
    double peakResident() {
        Path status = Path.of("/proc", Long.toString(pid()), "status");
        try {
            Matcher matcher = RESIDENT.matcher(Files.isReadable(status) ? Files.readString(status) : "");
            return matcher.find() ? Double.parseDouble(matcher.group(1)) / 1024 : 0;
        } catch (IOException e) {
            // It has ended in between.
            return 0;
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Looks often until the process has written a text.
     *
     * @throws IllegalStateException if it ends before, or a minute after its start, with what it wrote
     */
    void awaitOutput(String text) {
        while (!output().contains(text)) {
            if (!isAlive() || age().compareTo(PATIENCE) > 0) {
                throw new IllegalStateException("\"" + text + "\" is not in: " + output());
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for a process", e);
            }
        }
    }

    /** Asks a process that has done its work to end, and waits. */
    void end() {
        process.destroy();
        awaitExit();
    }

    /**
     * Waits for the end and returns the exit code.
     *
     * @throws IllegalStateException after a minute, with what the process wrote
     */
    int awaitExit() {
        try {
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("no end after " + PATIENCE.toSeconds() + " s: " + output());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for a process", e);
        }
    }

    /**
     * Waits for the end of a process that ends by itself.
     *
     * @throws IllegalStateException if it ends with another code than 0, with what it wrote
     */
    void mustSucceed() {
        if (awaitExit() != 0) {
            throw new IllegalStateException("it failed: " + output());
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
        awaitExit();
        ALIVE.remove(process);
    }
}
