package dev.dromedary.alerts;

import java.time.Instant;

/**
 * A symptom that receivers were told of and that is not over.
 *
 * @param since when the symptom began
 * @param toldAt when receivers were last told of it
 */
record Alert(String pipeline, Rule rule, String summary, Instant since, Instant toldAt) {

    static Alert of(Symptom symptom, Instant toldAt) {
        return new Alert(symptom.pipeline(), symptom.rule(), symptom.summary(), symptom.since(), toldAt);
    }

    boolean isOf(Symptom symptom) {
        return rule == symptom.rule() && pipeline.equals(symptom.pipeline());
    }

    /** Whether the other is about the same, whenever that began. */
    boolean isSame(Alert other) {
        return rule == other.rule() && pipeline.equals(other.pipeline());
    }
}
