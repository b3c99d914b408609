package dev.dromedary.settings;

import java.util.Optional;

/**
 * The process cannot do what it was asked for because of how it was asked or set up: the command line ends with exit
 * code 2 and prints the message, which is one line that says what is wrong, where, and the nearest right thing. It
 * never contains a secret.
 */
public class ConfigurationException extends RuntimeException {

    private static final ThreadLocal<ConfigurationException> FIRST = new ThreadLocal<>();

    public ConfigurationException(String message) {
        this(message, null);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
        if (FIRST.get() == null) {
            FIRST.set(this);
        }
    }

    /** Forgets what {@link #first()} knows. */
    public static void forgetFirst() {
        FIRST.remove();
    }

    /**
     * The first such exception of this thread since {@link #forgetFirst()}. Camel builds a bean a second time when the
     * first time fails, with the properties that the first time left over: none. What it then throws misleads; the first
     * exception is the one that helps.
     */
    public static Optional<ConfigurationException> first() {
        return Optional.ofNullable(FIRST.get());
    }
}
