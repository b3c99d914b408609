package dev.dromedary.command;

import dev.dromedary.alerts.AlertRoutes;
import dev.dromedary.alerts.DeliveryException;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code alerts}: whether people would be told. */
@Command(
        name = "alerts",
        description = "Tries out whether alerts reach their receivers.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "Example: dromedary alerts test"})
final class AlertsCommand {

    @Command(
            name = "test",
            description = {
                "Sends a test to each receiver that is set (alerts.slack, alerts.pagerduty, alerts.email, alerts.http, and",
                "routes of your own), and then that it is over. Exit code 1 if one does not take it."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: dromedary alerts test"})
    int test(@Mixin RoutesOption option) {
        RouteFolder folder = option.open();
        Settings settings = RoutesOption.settings(folder);
        try (AlertRoutes routes = AlertRoutes.load(settings, folder)
                .orElseThrow(() -> new ConfigurationException("no receiver of alerts is set; set alerts.slack,"
                        + " alerts.pagerduty, alerts.email or alerts.http to true"))) {
            routes.startIdle();
            boolean all = true;
            for (String receiver : routes.receivers()) {
                all &= tryOut(routes, receiver, settings);
            }
            return all ? 0 : Failures.FAILED;
        }
    }

    private static boolean tryOut(AlertRoutes routes, String receiver, Settings settings) {
        try {
            routes.tryOut(receiver, settings);
            System.out.println(receiver + ": delivered");
            return true;
        } catch (DeliveryException e) {
            System.out.println(receiver + ": not delivered: " + e.getMessage());
            return false;
        }
    }
}
