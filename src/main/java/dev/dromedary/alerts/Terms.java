package dev.dromedary.alerts;

import dev.dromedary.settings.Settings;
import java.time.Duration;
import java.util.List;

/**
 * How alerts are told.
 *
 * @param receivers who is told
 * @param process who this process is among those that share a state
 * @param silence for how long what a process has seen counts
 * @param repeat how long after a message about an alert that lasts the next follows
 * @param hold for how long a message belongs to who has taken it
 * @param keep for how long delivering a message is tried
 */
record Terms(
        List<String> receivers,
        String process,
        Origin origin,
        Duration silence,
        Duration repeat,
        Duration hold,
        Duration keep) {

    private static final Duration SLACK = Duration.ofSeconds(5);

    static Terms of(Settings settings, List<String> receivers) {
        Origin origin = Origin.of(settings);
        return new Terms(
                receivers,
                ProcessHandle.current().pid() + "@" + origin.host(),
                origin,
                settings.duration("alerts.interval").multipliedBy(3).plus(SLACK),
                settings.duration("alerts.repeat"),
                settings.duration("alerts.timeout")
                        .plus(settings.duration("alerts.pause"))
                        .multipliedBy(3)
                        .plus(SLACK),
                settings.duration("alerts.retry-for"));
    }
}
