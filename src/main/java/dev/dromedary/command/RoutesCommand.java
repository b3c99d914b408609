package dev.dromedary.command;

import dev.dromedary.pipeline.RouteFile;
import dev.dromedary.pipeline.RouteFolder;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code routes}: which route files are in force, and copies of them to edit. */
@Command(
        name = "routes",
        description = "Shows the route files in force, or writes them out for editing.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: dromedary routes export routes"})
final class RoutesCommand {

    @Command(
            name = "list",
            description = "Lists the route files: name, kind, and where each comes from.",
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary routes list"})
    int list(@Mixin RoutesOption routes) {
        for (RouteFile file : routes.open().files()) {
            System.out.printf("%-20s %-9s %s%n", file.name(), file.kind(), file.overlaid() ? file.location() : "jar");
        }
        return 0;
    }

    @Command(
            name = "export",
            description = {
                "Writes the route files in force, with their schemas and statements, to a folder.",
                "Edit them there; ./routes is read by itself, any other folder with --routes. Delete those that you",
                "leave as they are, so that newer versions of them take effect."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary routes export routes"})
    int export(
            @Mixin RoutesOption routes,
            @Parameters(paramLabel = "DIR", description = "The folder to write to.") Path target) {
        RouteFolder folder = routes.open();
        folder.export(target).forEach(System.out::println);
        return 0;
    }
}
