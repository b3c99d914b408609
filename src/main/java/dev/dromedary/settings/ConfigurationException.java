package dev.dromedary.settings;

/**
 * The process cannot do what it was asked for because of how it was asked or set up: the command line ends with exit
 * code 2 and prints the message, which is one line that says what is wrong, where, and the nearest right thing. It
 * never contains a secret.
 */
public class ConfigurationException extends RuntimeException {

    public ConfigurationException(String message) {
        super(message);
    }

    public ConfigurationException(String message, Throwable cause) {
        super(message, cause);
    }
}
