package dev.dromedary.pipeline;

/** A pipeline cannot do what it was asked to in the state that it is in; the message is one line that says why. */
public final class BusyException extends Exception {

    BusyException(String message) {
        super(message, null, false, false);
    }
}
