package dev.dromedary.command;

import dev.dromedary.alerts.AlertWatch;
import dev.dromedary.deadletter.Replay;
import dev.dromedary.jmx.PipelineBeans;
import dev.dromedary.jmx.Replays;
import dev.dromedary.logging.LogFormat;
import dev.dromedary.management.ManagementServer;
import dev.dromedary.pipeline.Attendant;
import dev.dromedary.pipeline.Edition;
import dev.dromedary.pipeline.PipelineRun;
import dev.dromedary.pipeline.Predecessors;
import dev.dromedary.pipeline.RouteFile;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.pipeline.RouteWatch;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import dev.dromedary.tracing.Traces;
import dev.dromedary.validation.Problem;
import dev.dromedary.validation.RouteValidation;
import dev.dromedary.watch.Snapshot;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code run}: runs pipelines until told to stop, or until their sources are empty. */
@Command(
        name = "run",
        description = {
            "Runs pipelines: those named, else every enabled one (NAME.enabled).",
            "SIGTERM or Ctrl-C finishes what is in flight and ends with 0; killing it at any moment loses nothing."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: dromedary run logins --once"})
final class RunCommand implements Callable<Integer> {

    private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);
    private static final Set<String> WAITS = Set.of(".wait-time", ".list-interval");

    @Parameters(paramLabel = "PIPELINE", arity = "0..*", description = "Names of pipelines, such as logins.")
    private List<String> names = List.of();

    @Option(
            names = "--once",
            description = "Drain what is there, print one line of results for each pipeline, and end.")
    private boolean once;

    @Option(
            names = "--watch",
            description = "Follow the routes folder: a file that changes is validated, and its pipeline is reloaded; a"
                    + " broken one changes nothing (also routes.watch).")
    private boolean watch;

    @Mixin
    private RoutesOption routes;

    @Override
    public Integer call() throws Exception {
        RouteFolder folder = routes.open();
        Settings settings = RoutesOption.settings(folder);
        LogFormat.use(settings);
        Settings.misspelt(System.getenv())
                .forEach(
                        (name, near) -> LOG.warn("Environment variable {} sets nothing; did you mean {}?", name, near));
        if (once) {
            settings = shortWaits(settings);
        }
        Set<String> pipelines = chosen(folder, settings);
        folder.select(pipelines);
        checkTimes(pipelines, settings);
        Optional<RouteWatch> follow = watch(settings);
        PipelineRun run =
                new PipelineRun(settings, folder, pipelines, once, attendants(settings, folder, pipelines), follow);
        try {
            return runToTheEnd(run, settings.duration("shutdown.timeout"));
        } catch (ConfigurationException e) {
            throw routes.located(e, settings, pipelines);
        }
    }

    /** Before any system is waited for. */
    private void checkTimes(Set<String> pipelines, Settings settings) {
        if (once) {
            pipelines.forEach(name -> Timetable.of(name, settings));
        } else {
            Predecessors.check(pipelines, settings);
        }
    }

    /** A run that ends by itself has its exit code, and another process of this machine may have the port. */
    private List<Attendant> attendants(Settings settings, RouteFolder folder, Set<String> pipelines) {
        List<Attendant> attendants = new ArrayList<>();
        Traces.of(settings).ifPresent(attendants::add);
        if (once) {
            return attendants;
        }
        attendants.add(new PipelineBeans(settings.duration("startup.timeout"), new Replays(this::replay)));
        AlertWatch.open(settings, folder, pipelines).ifPresent(attendants::add);
        if (settings.isTrue("management.enabled")) {
            attendants.add(ManagementServer.open(settings));
        }
        return attendants;
    }

    /** As {@code dead-letters replay} would do it now. */
    private Replay replay(String pipeline) {
        RouteFolder folder = routes.open();
        return Replay.load(RoutesOption.settings(folder), folder, Set.of(pipeline));
    }

    /** A run that ends when there is nothing need not wait long for something. */
    private static Settings shortWaits(Settings settings) {
        Settings changed = settings;
        for (String key : settings.asMap().keySet()) {
            if (WAITS.stream().anyMatch(key::endsWith)) {
                changed = changed.with(key, "1s");
            }
        }
        return changed;
    }

    /** Not where a setting asks for it and the run ends by itself; who asks for both on the command line errs. */
    private Optional<RouteWatch> watch(Settings settings) {
        if (watch && once) {
            throw new ConfigurationException("--watch follows a run that goes on, and --once ends it; choose one");
        }
        if (once || !watch && !settings.isTrue("routes.watch")) {
            return Optional.empty();
        }
        Path watched = routes.folder()
                .orElseThrow(() -> new ConfigurationException(
                        "routes.watch: there is no folder ./routes to watch; make one by: dromedary routes"
                                + " export routes"));
        return Optional.of(
                new RouteWatch(watched, Path.of("application.properties"), snapshot -> edition(watched, snapshot)));
    }

    private Edition edition(Path watched, Snapshot snapshot) {
        Optional<Path> copy = Optional.of(snapshot.folder());
        // What cannot be read is one of the problems.
        RouteFolder folder = RouteFolder.open(copy, (file, what) -> {});
        Settings settings = RoutesOption.settings(folder);
        Map<String, String> faults =
                faults(RouteValidation.of(copy, watched.toString(), settings).problems());
        // They may be gone or switched off, all of them: the process waits for one to come.
        Set<String> present = names.isEmpty() ? folder.enabled(settings) : new LinkedHashSet<>(names);
        present.retainAll(folder.pipelines());
        Predecessors.check(present, settings);
        return new Edition(snapshot, folder, settings, present, faults);
    }

    /** What is wrong with pipelines, by name; what is wrong with a file that they share is wrong with all. */
    private static Map<String, String> faults(List<Problem> problems) {
        Map<String, String> faults = new TreeMap<>();
        for (Problem problem : problems) {
            String file = problem.file().substring(problem.file().lastIndexOf(File.separatorChar) + 1);
            String name = file.replace(RouteFile.SUFFIX, "");
            if (problem.file().startsWith("jar:") || RouteFile.isShared(name)) {
                throw new Edition.RefusedException(
                        problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
            }
            faults.merge(name, problem.toString(), (one, other) -> one + "\n" + other);
        }
        return faults;
    }

    private Set<String> chosen(RouteFolder folder, Settings settings) {
        if (!names.isEmpty()) {
            return new LinkedHashSet<>(names);
        }
        Set<String> enabled = folder.enabled(settings);
        if (enabled.isEmpty()) {
            throw new ConfigurationException("no pipeline is enabled; there are " + folder.pipelines());
        }
        return enabled;
    }

    private static int runToTheEnd(PipelineRun run, Duration longest) throws InterruptedException {
        try (Ending ending = Ending.of(run::stop, longest)) {
            return ending.with(run.run(System.out) ? 0 : Failures.FAILED);
        }
    }
}
