package dev.dromedary.command;

import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.preview.Findings;
import dev.dromedary.preview.PipelinePreview;
import dev.dromedary.preview.PreviewJson;
import dev.dromedary.preview.PreviewTable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preview}: what a pipeline would write, and what it would refuse and why. */
@Command(
        name = "preview",
        description = {
            "Shows what a pipeline would write of the next records, masked, and what it would refuse and why.",
            "Nothing is written, acknowledged or claimed. Messages of an SQS queue are received and given back at once,"
                    + " because SQS shows them in no other way: each preview counts as one receipt (maxReceiveCount).",
            "What only the sink knows (duplicates, constraints) is not found."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: dromedary preview logins -n 5"})
final class PreviewCommand implements Callable<Integer> {

    private static final int MOST = 1000;

    @Parameters(paramLabel = "PIPELINE", description = "Name of a pipeline, such as logins.")
    private String pipeline;

    @Option(
            names = "-n",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many records, 1 to " + MOST + " (default: 20); fewer are shown where they are large.")
    private int number;

    @Option(names = "--json", description = "Print a JSON object, whose values are not cut.")
    private boolean json;

    @Mixin
    private RoutesOption routes;

    @Override
    public Integer call() throws Exception {
        if (number < 1 || number > MOST) {
            throw new ConfigurationException("-n is " + number + ", and must be a whole number from 1 to " + MOST);
        }
        RouteFolder folder = routes.open();
        Findings findings = findings(RoutesOption.settings(folder), folder);
        if (findings.isEmpty()) {
            String why = findings.notes().isEmpty() ? "" : " (" + String.join("; ", findings.notes()) + ")";
            System.err.println("dromedary: " + pipeline + ": nothing waits to be written" + why);
        } else {
            findings.notes().forEach(note -> System.err.println("dromedary: " + note));
        }
        if (json) {
            PreviewJson.write(findings, System.out);
        } else {
            new PreviewTable(System.out).print(findings);
        }
        return 0;
    }

    private Findings findings(Settings settings, RouteFolder folder) throws Exception {
        try {
            return new PipelinePreview(settings, folder).of(pipeline, number);
        } catch (ConfigurationException e) {
            throw routes.located(e, settings, Set.of(pipeline));
        }
    }
}
