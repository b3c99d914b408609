package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;
import java.util.Optional;

/** Finds, in what Camel throws while it loads routes, the line that helps whoever wrote them. */
final class Misconfiguration {

    private Misconfiguration() {}

    /** The fault of the configuration that something was thrown for, if it says so itself. */
    static Optional<ConfigurationException> find(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException configuration) {
                return Optional.of(configuration);
            }
        }
        return Optional.empty();
    }

    static ConfigurationException of(Throwable thrown) {
        Optional<ConfigurationException> found = find(thrown);
        if (found.isPresent()) {
            return found.get();
        }
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause.getMessage() != null) {
                root = cause;
            }
        }
        String outer = line(thrown);
        String inner = line(root);
        return new ConfigurationException(
                outer.contains(inner) ? outer : outer + (outer.endsWith(".") ? " " : ": ") + inner, thrown);
    }

    private static String line(Throwable thrown) {
        return String.valueOf(thrown.getMessage())
                .lines()
                .findFirst()
                .orElse(thrown.toString())
                .strip();
    }
}
