package dev.dromedary.schedule;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * When one pipeline runs.
 *
 * @param kind what starts it
 * @param text the setting, as it was written
 * @param cron the times, if there are any
 * @param catchUp whether a time that passed while no process was there is made good at the next start, once
 * @param after pipelines of which each must have ended well since this one last began
 */
public record Timetable(Kind kind, String text, Optional<Cron> cron, boolean catchUp, List<String> after) {

    /** What starts a run. */
    public enum Kind {
        /** It starts with the process and goes on until its end. */
        CONTINUOUS,
        /** It starts at times, and ends when its source is empty. */
        TIMES,
        /** It starts when asked to, or after others, and ends when its source is empty. */
        ON_REQUEST
    }

    private static final String CONTINUOUS = "continuous";
    private static final String ON_REQUEST = "on-request";

    /** Names of a pipeline's settings that say when it runs, to be put after the pipeline's name and a dot. */
    public static final List<String> SETTINGS = List.of("schedule", "time-zone", "missed", "after");

    /** @throws ConfigurationException if a setting is wrong, or two of them contradict each other */
    public static Timetable of(String pipeline, Settings settings) {
        String key = pipeline + ".schedule";
        List<String> after = settings.find(pipeline + ".after").stream()
                .flatMap(names -> Arrays.stream(names.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        String text = settings.find(key).orElse(after.isEmpty() ? CONTINUOUS : ON_REQUEST);
        boolean catchUp = catchUp(pipeline, settings);
        if (text.equals(CONTINUOUS) && !after.isEmpty()) {
            throw new ConfigurationException(key + " is continuous, and " + pipeline
                    + ".after wants it to run after others; leave one of them out");
        }
        if (text.equals(CONTINUOUS)) {
            return new Timetable(Kind.CONTINUOUS, text, Optional.empty(), catchUp, after);
        }
        if (text.equals(ON_REQUEST)) {
            return new Timetable(Kind.ON_REQUEST, text, Optional.empty(), catchUp, after);
        }
        return new Timetable(
                Kind.TIMES, text, Optional.of(Cron.parse(key, text, zone(pipeline, settings))), catchUp, after);
    }

    private static ZoneId zone(String pipeline, Settings settings) {
        String key = pipeline + ".time-zone";
        String name = settings.find(key).orElse("UTC");
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new ConfigurationException(
                    key + " is \"" + name + "\", and must be a time zone such as UTC or Europe/Berlin");
        }
    }

    private static boolean catchUp(String pipeline, Settings settings) {
        String key = pipeline + ".missed";
        String value = settings.find(key).orElse("run");
        if (!value.equals("run") && !value.equals("skip")) {
            throw new ConfigurationException(key + " is \"" + value + "\", and must be one of run, skip");
        }
        return value.equals("run");
    }

    @Override
    public String toString() {
        return after.isEmpty() ? text : text + ", after " + String.join(", ", after);
    }

    /** Whether its runs end by themselves when the source is empty. */
    public boolean bounded() {
        return kind != Kind.CONTINUOUS;
    }
}
