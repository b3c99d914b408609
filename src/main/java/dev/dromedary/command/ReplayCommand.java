package dev.dromedary.command;

import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Replay;
import dev.dromedary.deadletter.Replayed;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.logging.LogFormat;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters replay}: letters through their pipelines once more. */
@Command(
        name = "replay",
        description = {
            "Sends open dead letters through the steps of their pipelines again, as the routes and schemas are now.",
            "What lands is marked; what fails again is the same letter, with one more attempt. It may be killed and",
            "repeated at any moment: nothing lands twice. Prints a line for each pipeline; exit code 1 if any did not"
                    + " land,",
            "3 if a system was down for startup.timeout. SIGTERM or Ctrl-C ends it after what is in work."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: dromedary dead-letters replay --pipeline logins --reason invalid"})
final class ReplayCommand implements Callable<Integer> {

    @Mixin
    private ChosenLetters chosen;

    @Option(names = "--dry-run", description = "Only say how many there are.")
    private boolean dryRun;

    @Mixin
    private RoutesOption routes;

    @Override
    public Integer call() throws Exception {
        RouteFolder folder = routes.open();
        Settings settings = RoutesOption.settings(folder);
        LogFormat.use(settings);
        return LetterStore.with(settings, letters -> replay(settings, folder, letters));
    }

    private int replay(Settings settings, RouteFolder folder, DeadLetters letters) throws Exception {
        Selection selection = chosen.of(letters, folder);
        Map<String, Long> counts = new LinkedHashMap<>(letters.counts(selection));
        Set<String> known = new TreeSet<>(counts.keySet());
        known.retainAll(folder.pipelines());
        if (known.isEmpty()) {
            throw new ConfigurationException("the letters are of " + String.join(", ", counts.keySet())
                    + ", which is no pipeline any more; there are " + String.join(", ", folder.pipelines()));
        }
        try (Replay replay = Replay.load(settings, folder, known);
                Ending ending = Ending.of(replay::stop, settings.duration("shutdown.timeout"))) {
            boolean all = leave(replay, known, counts);
            if (dryRun) {
                counts.forEach((pipeline, count) -> System.out.println(pipeline + ": " + count + " to replay"));
                return all ? 0 : Failures.FAILED;
            }
            replay.start();
            for (String pipeline : counts.keySet()) {
                all &= replay(replay, selection.of(pipeline), pipeline);
            }
            return ending.with(all && !replay.stopped() ? 0 : Failures.FAILED);
        }
    }

    /** Takes out what cannot be replayed, and says so; whether there was none. */
    private static boolean leave(Replay replay, Set<String> known, Map<String, Long> counts) {
        Map<String, String> obstacles = new LinkedHashMap<>();
        for (String pipeline : counts.keySet()) {
            Optional<String> obstacle = known.contains(pipeline)
                    ? replay.obstacle(pipeline)
                    : Optional.of("there is no such pipeline any more");
            obstacle.ifPresent(why -> obstacles.put(pipeline, why));
        }
        if (obstacles.size() == counts.size()) {
            String pipeline = obstacles.keySet().iterator().next();
            throw new ConfigurationException(
                    "the letters of " + pipeline + " cannot be replayed: " + obstacles.get(pipeline));
        }
        obstacles.forEach((pipeline, why) ->
                System.out.println(pipeline + ": " + counts.remove(pipeline) + " cannot be replayed: " + why));
        return obstacles.isEmpty();
    }

    /** What was done is said, whatever ends it. */
    private static boolean replay(Replay replay, Selection selection, String pipeline) throws InterruptedException {
        long started = System.nanoTime();
        Replayed replayed = new Replayed();
        boolean complete = false;
        try {
            complete = replay.run(selection, pipeline, replayed);
        } finally {
            System.out.printf(
                    "%s: %d landed, %d failed again%s%s, %.1f s%n",
                    pipeline,
                    replayed.landed(),
                    replayed.failed(),
                    replayed.superseded() == 0 ? "" : ", " + replayed.superseded() + " superseded",
                    replayed.left() == 0 ? "" : ", " + replayed.left() + " as they were",
                    (System.nanoTime() - started) / 1e9);
        }
        return complete && replayed.failed() == 0 && replayed.left() == 0;
    }
}
