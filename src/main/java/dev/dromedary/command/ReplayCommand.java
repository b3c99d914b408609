package dev.dromedary.command;

import dev.dromedary.deadletter.Replay;
import dev.dromedary.deadletter.Replayed;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.logging.LogFormat;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.Settings;
import java.util.Map;
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
            "repeated at any moment: nothing lands twice. Prints a line for each pipeline; exit code 1 if any did not land."
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
        return LetterStore.with(settings, letters -> {
            Selection selection = chosen.of(letters, folder);
            Map<String, Long> counts = letters.counts(selection);
            try (Replay replay = Replay.load(settings, folder, counts.keySet())) {
                if (dryRun) {
                    counts.forEach((pipeline, count) -> System.out.println(pipeline + ": " + count + " to replay"));
                    return 0;
                }
                replay.start();
                boolean allLanded = true;
                for (String pipeline : counts.keySet()) {
                    allLanded &= replay(replay, selection.of(pipeline), pipeline);
                }
                return allLanded ? 0 : Failures.FAILED;
            }
        });
    }

    /** What was done is said, whatever ends it. */
    private static boolean replay(Replay replay, Selection selection, String pipeline) throws InterruptedException {
        long started = System.nanoTime();
        Replayed replayed = new Replayed();
        try {
            replay.run(selection, pipeline, replayed);
        } finally {
            System.out.printf(
                    "%s: %d landed, %d failed again%s, %.1f s%n",
                    pipeline,
                    replayed.landed(),
                    replayed.failed(),
                    replayed.left() == 0 ? "" : ", " + replayed.left() + " as they were",
                    (System.nanoTime() - started) / 1e9);
        }
        return replayed.failed() == 0 && replayed.left() == 0;
    }
}
