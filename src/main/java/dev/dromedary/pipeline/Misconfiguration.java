package dev.dromedary.pipeline;

import dev.dromedary.settings.ConfigurationException;

/** Finds, in what Camel throws while it loads routes, the line that helps whoever wrote them. */
final class Misconfiguration {

    private Misconfiguration() {}

    static ConfigurationException of(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConfigurationException configuration) {
                return configuration;
            }
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
