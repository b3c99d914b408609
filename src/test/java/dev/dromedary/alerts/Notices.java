package dev.dromedary.alerts;

import java.time.Instant;
import java.util.Optional;

/** Messages for tests. */
final class Notices {

    static final Instant SINCE = Instant.parse("2026-11-21T12:00:00Z");

    private Notices() {}

    static Notice of(Notice.State state, String summary) {
        return of(state, summary, Optional.of("https://grafana.example.com/d/1?a=1&b=2"));
    }

    static Notice of(Notice.State state, String summary, Optional<String> link) {
        return Notice.of(
                state,
                new Alert("logins", Rule.CIRCUIT_OPEN, summary, SINCE, SINCE),
                new Origin("shop", "host-1", link),
                SINCE.plusSeconds(120));
    }
}
