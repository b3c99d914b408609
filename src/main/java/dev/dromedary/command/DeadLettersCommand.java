package dev.dromedary.command;

import dev.dromedary.audit.AuditLog;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code dead-letters}: what could not be stored, why, and what becomes of it. */
@Command(
        name = "dead-letters",
        description = "Shows the records that could not be stored, and why; replays or discards them.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ReplayCommand.class, DiscardCommand.class},
        footer = {"", "Example: dromedary dead-letters list --pipeline logins"})
final class DeadLettersCommand {

    @Command(
            name = "list",
            description = "Lists open dead letters, the one that failed last first; never their payloads.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary dead-letters list --pipeline logins --since 24h --json"})
    int list(
            @Mixin LetterFilter filter,
            @Option(
                            names = "--since",
                            paramLabel = "TIME",
                            description = "Only those that failed since: 24h, 7d, 2026-01-31 or 2026-01-31T12:00:00Z.")
                    String since,
            @Option(names = "--all", description = "Also those that have landed or were discarded.") boolean all,
            @Option(names = "--json", description = "Print a JSON array.") boolean json,
            @Mixin RoutesOption routes)
            throws Exception {
        RouteFolder folder = routes.open();
        return LetterStore.with(RoutesOption.settings(folder), letters -> {
            Selection selection = filter.since(letters, folder, since, !all);
            if (json) {
                LetterPrinter.printArray(letters, selection);
            } else {
                LetterPrinter.printTable(letters, selection);
            }
            return 0;
        });
    }

    @Command(
            name = "show",
            description = {
                "Shows one dead letter. With --payload also the record as it was received, which is raw personal data:",
                "that is written to the audit log (audit.log) first."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary dead-letters show 0a1b2c3d4e5f6071"})
    int show(
            @Parameters(paramLabel = "ID", description = "The letter's id, from dead-letters list.") String id,
            @Option(names = "--payload", description = "Decrypt and print the payload too.") boolean payload,
            @Option(names = "--json", description = "Print a JSON object.") boolean json,
            @Mixin RoutesOption routes)
            throws Exception {
        Settings settings = RoutesOption.settings(routes.open());
        return LetterStore.with(settings, letters -> {
            DeadLetter letter = letters.find(id)
                    .orElseThrow(() -> new ConfigurationException(
                            "there is no dead letter " + id + "; see dromedary dead-letters list"));
            if (payload) {
                new AuditLog(settings.path("audit.log"))
                        .append("show-payload", Map.of("key", letter.keyId(), "dead-letter", letter.id()));
            }
            Optional<String> text = payload ? letters.payload(id) : Optional.empty();
            LetterPrinter.print(letter, text, json);
            return 0;
        });
    }
}
