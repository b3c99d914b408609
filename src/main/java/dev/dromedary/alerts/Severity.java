package dev.dromedary.alerts;

import java.util.Locale;

/** How bad something is, in the words of PagerDuty. */
public enum Severity {
    CRITICAL,
    ERROR,
    WARNING,
    INFO;

    /** Lower case, as it is sent. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
