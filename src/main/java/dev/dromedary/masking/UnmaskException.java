package dev.dromedary.masking;

import dev.dromedary.settings.ConfigurationException;

/** A token that cannot be unmasked, and why. Of the token, the message quotes the key id at most. */
public final class UnmaskException extends ConfigurationException {

    public UnmaskException(String message) {
        super(message);
    }
}
