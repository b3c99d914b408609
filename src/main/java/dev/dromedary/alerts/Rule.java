package dev.dromedary.alerts;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What can be wrong with a pipeline. */
public enum Rule {
    /** A system that it needs has been down for too long. */
    CIRCUIT_OPEN(Severity.CRITICAL),
    /** Its last run failed, or its process is gone without a word. */
    RUN_FAILED(Severity.ERROR),
    /** Too many of its records became dead letters lately. */
    DEAD_LETTERS(Severity.WARNING),
    /** Too much waits at its source. */
    LAG(Severity.WARNING),
    /** Nothing has come for too long. */
    NO_DATA(Severity.WARNING),
    /** Nothing is wrong: somebody tries whether alerts arrive. */
    TEST(Severity.INFO);

    private final Severity severity;

    Rule(Severity severity) {
        this.severity = severity;
    }

    public Severity severity() {
        return severity;
    }

    /** Lower case with hyphens, as it is stored and sent. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** @throws IllegalArgumentException if there is none of this code */
    static Rule of(String code) {
        return find(code).orElseThrow(() -> new IllegalArgumentException("no rule " + code));
    }

    static Optional<Rule> find(String code) {
        return Arrays.stream(values()).filter(rule -> rule.code().equals(code)).findFirst();
    }
}
