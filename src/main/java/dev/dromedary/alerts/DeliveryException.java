package dev.dromedary.alerts;

/**
 * A receiver has not taken a message. The message of the exception is one line that names neither an address nor any other
 * secret; it has no cause, because those quote them.
 */
public final class DeliveryException extends Exception {

    private final boolean refused;

    private DeliveryException(String message, boolean refused) {
        super(message, null, false, false);
        this.refused = refused;
    }

    /** The receiver is not there, or not in a state to take anything: it is to be tried again. */
    static DeliveryException unavailable(String why) {
        return new DeliveryException(why, false);
    }

    /** The receiver will never take this message, and may take others. */
    static DeliveryException refused(String why) {
        return new DeliveryException(why, true);
    }

    boolean isRefused() {
        return refused;
    }
}
