package dev.dromedary.keys;

import dev.dromedary.settings.ConfigurationException;

/**
 * A keyset that cannot be used as it was configured. The message says in one line what is wrong, where, and what to do;
 * neither it nor its cause holds key material.
 */
public final class KeysetException extends ConfigurationException {

    public KeysetException(String message) {
        super(message);
    }

    public KeysetException(String message, Throwable cause) {
        super(message, cause);
    }
}
