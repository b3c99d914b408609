package dev.dromedary.alerts;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * One message about one alert: what a route that begins with {@code alerts:} gets as its body. It holds no content of any
 * record and no secret. Immutable.
 *
 * @param id of this message, the same each time that it is delivered
 * @param key of the alert, the same from its first message to its last, and again when it comes back
 * @param state what it is about
 * @param severity how bad the alert is, also in the message that it is over
 * @param pipeline the pipeline that is affected
 * @param summary one line for people
 * @param since when what is wrong began
 * @param at when the message was written
 * @param name of the installation
 * @param host that wrote it
 * @param link where people look next
 */
public record Notice(
        String id,
        String key,
        State state,
        Severity severity,
        Rule rule,
        String pipeline,
        String summary,
        Instant since,
        Instant at,
        String name,
        String host,
        Optional<String> link) {

    /** What a message says of its alert. */
    public enum State {
        FIRING,
        REPEATED,
        RESOLVED;

        /** Lower case, as it is sent. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Notice of(State state, Alert alert, Origin origin, Instant at) {
        return new Notice(
                UUID.randomUUID().toString(),
                origin.name() + "/" + alert.pipeline() + "/" + alert.rule().code(),
                state,
                alert.rule().severity(),
                alert.rule(),
                alert.pipeline(),
                alert.summary(),
                alert.since().truncatedTo(ChronoUnit.MILLIS),
                at.truncatedTo(ChronoUnit.MILLIS),
                origin.name(),
                origin.host(),
                origin.link());
    }

    /** A message that tells of nothing, to see whether it arrives. */
    static Notice ofTest(Origin origin, State state, Instant at) {
        Alert alert = new Alert("none", Rule.TEST, "This is a test, nothing is wrong", at, at);
        return of(state, alert, origin, at);
    }

    /** A few words for a subject or a heading: state, name of the installation, pipeline and rule. */
    public String heading() {
        String words =
                switch (state) {
                    case FIRING -> severity.code();
                    case REPEATED -> "still " + severity.code();
                    case RESOLVED -> "resolved";
                };
        return words.toUpperCase(Locale.ROOT) + " " + name + ": " + pipeline + " "
                + rule.code().replace('-', ' ');
    }
}
