package dev.dromedary.command;

import dev.dromedary.audit.AuditLog;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code dead-letters discard}: letters that need not land. */
@Command(
        name = "discard",
        description = {
            "Marks open dead letters as discarded: they are no longer listed, and deleted after dead-letters.retention.",
            "Who, when, which and why is first written to the audit log (audit.log)."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: dromedary dead-letters discard --reason malformed --why \"sent by a broken test\""})
final class DiscardCommand implements Callable<Integer> {

    private static final int LONGEST = 1000;

    @Mixin
    private ChosenLetters chosen;

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "Why they need not land.")
    private String why;

    @Option(names = "--dry-run", description = "Only say how many there are.")
    private boolean dryRun;

    @Mixin
    private RoutesOption routes;

    @Override
    public Integer call() throws Exception {
        if (why.isBlank() || why.length() > LONGEST) {
            throw new ConfigurationException("--why must say something, in at most " + LONGEST + " characters");
        }
        RouteFolder folder = routes.open();
        Settings settings = RoutesOption.settings(folder);
        return LetterStore.with(settings, letters -> {
            Selection selection = chosen.of(letters, folder);
            if (dryRun) {
                letters.counts(selection)
                        .forEach((pipeline, count) -> System.out.println(pipeline + ": " + count + " to discard"));
                return 0;
            }
            AuditLog audit = new AuditLog(settings.path("audit.log"));
            long discarded = letters.discard(
                    selection,
                    why,
                    ids -> audit.append("discard", Map.of("dead-letters", String.join(" ", ids), "why", why)));
            System.out.println(discarded + " discarded");
            return 0;
        });
    }
}
