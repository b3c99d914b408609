package dev.dromedary.alerts;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Where messages come from.
 *
 * @param name of this installation of Dromedary
 * @param host that sends them
 * @param link where people look next, such as a dashboard
 */
record Origin(String name, String host, Optional<String> link) {

    /** @throws ConfigurationException if the link is none */
    static Origin of(Settings settings) {
        Optional<String> link = settings.find("alerts.link");
        link.ifPresent(address -> {
            if (!address.matches("https?://[^\\s|<>]+")) {
                throw new ConfigurationException("alerts.link is \"" + address
                        + "\", and must be the address of a page, such as https://grafana.example.com/d/dromedary");
            }
        });
        return new Origin(settings.text("alerts.name"), localHost(), link);
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
