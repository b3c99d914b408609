package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.catalog.CatalogSandbox;
import dev.dromedary.sandbox.JarProcess;
import dev.dromedary.sandbox.TcpProxy;
import dev.dromedary.sandbox.Wire.Loss;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/**
 * A pipeline with numbered records of its own. Good ones have to be in the sink once and bad ones in the dead letters once,
 * whatever happens to the processes that move them and to the servers in between. Every way to a server leads through a
 * proxy. Closing it ends its processes.
 *
 * <p>For one thread, which feeds; proxies act on threads of their own.
 */
abstract class Workload implements AutoCloseable {

    /** Part of every value that nobody may see. */
    static final String CANARY = "canary-4711";

    /** One in so many records is bad; the last of those that are fed never is. */
    static final int BAD_EVERY = 25;

    /** What the names of files begin with that raw values come from. */
    static final String SOURCE = "products.db";

    static final Duration PATIENCE = Duration.ofSeconds(120);

    private final Path folder;
    private final List<JarProcess> processes = new ArrayList<>();

    /** What has to be in the sink, each with all that it says. */
    private final Set<String> good = new TreeSet<>();

    /** The sources that have to be in the dead letters. */
    private final Set<String> bad = new TreeSet<>();

    private int fed;

    Workload(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder.resolve("tmp"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How the jar is told where its servers are: the ways that can be disturbed. */
    abstract JarProcess.Setup setup();

    /** Name of the pipeline. */
    abstract String pipeline();

    /** The points of its work at which something can happen, in the order in which it comes to them. */
    abstract List<Moment> moments();

    final Moment moment(String name) {
        return moments().stream()
                .filter(moment -> moment.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Forgets what was to happen at the moments that have not come. */
    abstract void forgive();

    /** The ways to its servers. */
    abstract List<TcpProxy> lines();

    /** Puts records into the source: calls {@link #good} or {@link #bad} for each. */
    abstract void put(int from, int to);

    /** How many records are in the sink, for waiting; 0 where nobody can tell. */
    abstract long landed();

    /** What is in the sink: of each record all that it says. */
    abstract List<String> sink();

    /** Sources of the dead letters. */
    abstract List<String> letters();

    /** What is neither done nor undone, when all processes have ended and nothing is left to do. */
    abstract List<String> leftovers();

    /** What is wrong already while processes may still be at work. */
    List<String> faults() {
        return duplicatesAndStrangers(sink());
    }

    /** What must be in no file but the sources. */
    List<String> rawTexts() {
        return List.of(CANARY);
    }

    final void good(String all) {
        good.add(all);
    }

    final void bad(String source) {
        bad.add(source);
    }

    static boolean isBad(int number) {
        return number % BAD_EVERY == 7;
    }

    /** Puts so many more records into the source; a multiple of {@link #BAD_EVERY}. */
    final void feed(int records) {
        put(fed, fed + records);
        fed += records;
    }

    /** Records that have to be in the sink. */
    final int expected() {
        return good.size();
    }

    final Path folder() {
        return folder;
    }

    final JarProcess start(JarProcess.Setup setup, String... options) {
        List<String> arguments = new ArrayList<>(List.of("run", pipeline()));
        arguments.addAll(List.of(options));
        JarProcess process = setup.withJvmOption("-Djava.io.tmpdir=" + folder.resolve("tmp"))
                .start(arguments.toArray(String[]::new));
        processes.add(process);
        return process;
    }

    /** A process that goes on until it is ended. */
    final JarProcess start() {
        return start(setup());
    }

    /** A process that ends when nothing is left to do. */
    final JarProcess startOnce() {
        return start(setup(), "--once");
    }

    /** Kills a new process at a moment of its work. */
    final void killAt(Moment moment, int number, Loss loss) {
        JarProcess run = start();
        Moment.Event killed = moment.at(number, loss, run::kill);
        await(killed, run);
        forgive();
    }

    /** Waits until something has happened to a process. */
    static void await(Moment.Event event, JarProcess run) {
        await().until(() -> event.hasBegun() || !run.isAlive());
        assertThat(event.hasBegun())
                .as("comes to that moment\n%s", run.errors())
                .isTrue();
        event.await();
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20));
    }

    /** Waits until a process has logged something. */
    static void awaitLog(JarProcess run, String text) {
        await().until(() -> run.errors().contains(text) || !run.isAlive());
        assertThat(run.errors()).contains(text);
    }

    /** Waits for more in the sink than there was. */
    final void awaitProgress(JarProcess run) {
        long before = landed();
        await().until(() -> landed() > before || !run.isAlive());
    }

    /** Waits until all good records are in the sink. */
    final void awaitLanded(JarProcess run) {
        await().until(() -> landed() >= expected() || !run.isAlive());
        assertThat(run.isAlive()).as(run.errors()).isTrue();
    }

    /** Waits for the end of a process that ends by itself, or was asked to. */
    final void awaitEnd(JarProcess run) {
        assertThat(run.awaitExit(PATIENCE)).as(run.errors()).isZero();
    }

    /** Ends a process as an operator does (SIGTERM), and waits for its end. */
    final void end(JarProcess run) {
        run.terminate();
        awaitEnd(run);
    }

    /** Lets a new process do what is left. */
    final void drain() {
        awaitEnd(startOnce());
    }

    /** Holds while processes are at work, too: nothing is there twice, and nothing that was not fed. */
    final void expectNothingTwice(Object when) {
        assertThat(faults()).as("after: %s", when).isEmpty();
    }

    /** Compares sets; all processes have ended. */
    final void expectEachRecordOnce() {
        List<String> sink = sink();
        assertThat(duplicatesAndStrangers(sink)).as("in the sink, but not once").isEmpty();
        Set<String> missing = new TreeSet<>(good);
        sink.forEach(missing::remove);
        assertThat(missing).as("not in the sink").isEmpty();
        assertThat(letters()).as("dead letters").containsExactlyInAnyOrderElementsOf(bad);
        assertThat(leftovers()).as("half done").isEmpty();
        expectNothingRaw();
    }

    private List<String> duplicatesAndStrangers(List<String> sink) {
        Set<String> once = new TreeSet<>(good);
        return sink.stream().filter(record -> !once.remove(record)).toList();
    }

    /** Sources of the dead letters of this pipeline, of all that the command has listed as JSON. */
    final List<String> sources(String listed) {
        List<String> sources = new ArrayList<>();
        for (JsonNode letter : CatalogSandbox.parse(listed)) {
            if (letter.path("pipeline").asText().equals(pipeline())) {
                sources.add(letter.path("source").asText());
            }
        }
        return sources;
    }

    /** Invariant 4: not in the state, not in what processes have printed, not in what they have left in temporary files. */
    private void expectNothingRaw() {
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile)
                            .filter(file -> !file.getFileName().toString().startsWith(SOURCE)))
                    .isNotEmpty()
                    .allSatisfy(
                            file -> assertThat(rawTexts()).as("raw in %s", file).noneMatch(read(file)::contains));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    final void endProcesses() {
        processes.forEach(JarProcess::close);
    }

    @Override
    public void close() {
        endProcesses();
        lines().forEach(TcpProxy::close);
    }
}
