package dev.dromedary.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.database.Database;
import dev.dromedary.management.ManagementClient;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.Settings;
import dev.dromedary.status.StatusTable;
import dev.dromedary.status.StoredStatus;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code status}: how the pipelines stand, and what needs a person. */
@Command(
        name = "status",
        description = {
            "Shows how the pipelines stand: those named, else every enabled one. The process that runs them here is",
            "asked by its management port; of others, what the state remembers and the source says.",
            "Lines that begin with ! say what needs a person; if there are any the exit code is 1."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: dromedary status --json"})
final class StatusCommand implements Callable<Integer> {

    @Parameters(paramLabel = "PIPELINE", arity = "0..*", description = "Names of pipelines, such as logins.")
    private List<String> names = List.of();

    @Option(names = "--json", description = "Print a JSON array.")
    private boolean json;

    @Mixin
    private RoutesOption routes;

    @Override
    public Integer call() throws Exception {
        RouteFolder folder = routes.open();
        Settings settings = RoutesOption.settings(folder);
        if (!names.isEmpty()) {
            folder.select(new LinkedHashSet<>(names));
        }
        List<JsonNode> reports = reports(folder, settings);
        if (json) {
            System.out.println(PrettyJson.of(reports));
        } else {
            StatusTable.print(reports, System.out);
        }
        if (reports.isEmpty()) {
            System.err.println("dromedary: no pipeline is enabled; there are " + String.join(", ", folder.pipelines()));
        }
        return reports.stream().allMatch(report -> report.get("needs").isEmpty()) ? 0 : Failures.FAILED;
    }

    private List<JsonNode> reports(RouteFolder folder, Settings settings) throws InterruptedException {
        Map<String, JsonNode> live = new LinkedHashMap<>();
        new ManagementClient(settings)
                .pipelines()
                .ifPresent(reports ->
                        reports.forEach(report -> live.put(report.get("name").asText(), report)));
        Set<String> wanted = names.isEmpty() ? wanted(folder, settings, live.keySet()) : new LinkedHashSet<>(names);
        Optional<Database> state = StateDatabase.openIfThere(settings);
        try {
            Set<String> elsewhere = new LinkedHashSet<>(wanted);
            elsewhere.removeAll(live.keySet());
            new StoredStatus(settings, folder, state)
                    .reports(elsewhere)
                    .forEach(report -> live.put(report.get("name").asText(), report));
            return wanted.stream().map(live::get).toList();
        } finally {
            state.ifPresent(Database::close);
        }
    }

    /** A process that runs some of the pipelines here says which are meant; the others have no part in it. */
    private static Set<String> wanted(RouteFolder folder, Settings settings, Set<String> live) {
        return live.isEmpty() ? folder.enabled(settings) : live;
    }
}
