package dev.dromedary.management;

import com.sun.net.httpserver.HttpExchange;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Who may use the management port: who shows the token as {@code Bearer}, or as the password of {@code Basic}, or has
 * logged in with it and shows the cookie of the session; or everybody, where no authentication is asked for. Thread-safe.
 */
final class Access {

    private static final String BASIC = "Basic ";

    private final Optional<AccessToken> token;
    private final String user;
    private final Sessions sessions = new Sessions();

    private Access(Optional<AccessToken> token, String user) {
        this.token = token;
        this.user = user;
    }

    /**
     * @param address where the port is
     * @throws ConfigurationException if the token is no good, or if none is asked for and the address is not loopback
     */
    static Access of(Settings settings, InetAddress address) {
        if (isAsked(settings)) {
            return new Access(Optional.of(AccessToken.ofServer(settings)), settings.text("management.user"));
        }
        if (!address.isLoopbackAddress()) {
            throw new ConfigurationException(
                    "management.authentication: none is for the loopback address, and others reach"
                            + " management.address " + settings.text("management.address")
                            + "; set management.authentication=token, or management.address=127.0.0.1");
        }
        return new Access(Optional.empty(), settings.text("management.user"));
    }

    /** Whether callers have to show who they are. */
    static boolean isAsked(Settings settings) {
        return !settings.text("management.authentication").equals("none");
    }

    Sessions sessions() {
        return sessions;
    }

    /** The name of the caller; empty if it has to show more. */
    Optional<String> caller(HttpExchange exchange) {
        if (token.isEmpty()) {
            return Optional.of(user);
        }
        String header = exchange.getRequestHeaders().getFirst("Authorization");
        return token.get().isShownBy(header)
                        || isBasic(header)
                        || sessions.of(exchange).isPresent()
                ? Optional.of(user)
                : Optional.empty();
    }

    private boolean isBasic(String header) {
        if (header == null || !header.startsWith(BASIC)) {
            return false;
        }
        try {
            byte[] decoded =
                    Base64.getDecoder().decode(header.substring(BASIC.length()).strip());
            String[] parts = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            return parts.length == 2 && isOurs(parts[0], parts[1]);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Whether these are the user and the token. */
    boolean isOurs(String name, String password) {
        return token.isEmpty() || token.get().is(password) && user.equals(name);
    }

    /** How to get in, for the log. */
    String description(Settings settings) {
        return token.isEmpty()
                ? "open to everybody on this machine"
                : "with the token of "
                        + (settings.find("management.token").isPresent()
                                ? "management.token"
                                : settings.text("management.token-file"));
    }
}
