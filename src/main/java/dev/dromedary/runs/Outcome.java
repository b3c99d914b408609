package dev.dromedary.runs;

import java.util.Locale;

/** How a run has ended, or that it has not. */
public enum Outcome {
    RUNNING,
    /** Ended by itself with nothing left to do, or was told to end. */
    DONE,
    /** Told to end before its source was empty. */
    INTERRUPTED,
    /** Ended because something needs a person. */
    FAILED,
    /** Never ended, and its process says nothing any more: killed, or its machine was lost. */
    LOST;

    /** Lower case, as it is stored and printed. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Outcome of(String code) {
        return valueOf(code.toUpperCase(Locale.ROOT));
    }
}
