package dev.dromedary.schedule;

import dev.dromedary.settings.ConfigurationException;
import java.text.ParseException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.quartz.CronExpression;

/**
 * Times of the clock on the wall of a time zone, as a cron expression names them: the five fields of Unix (minute, hour,
 * day of month, month, day of week with 0 or 7 as Sunday) or the six or seven of Quartz (seconds first, 1 as Sunday).
 * A time that a zone skips in spring does not come; one that it has twice in autumn comes once. Immutable.
 */
public final class Cron {

    private static final Pattern NUMBER = Pattern.compile("(?<![A-Z0-9/#])[0-9]+");
    private static final int UNIX_FIELDS = 5;
    private static final int DAY_OF_MONTH = 2;
    private static final int DAY_OF_WEEK = 4;

    private final CronExpression expression;

    private Cron(CronExpression expression) {
        this.expression = expression;
    }

    /**
     * @param key the setting that the text is of, for the message
     * @throws ConfigurationException if it is no cron expression
     */
    public static Cron parse(String key, String text, ZoneId zone) {
        String[] fields = text.strip().toUpperCase(Locale.ROOT).split("\\s+");
        try {
            CronExpression expression =
                    new CronExpression(fields.length == UNIX_FIELDS ? quartz(fields) : String.join(" ", fields));
            expression.setTimeZone(TimeZone.getTimeZone(zone));
            return new Cron(expression);
        } catch (ParseException | IllegalArgumentException e) {
            throw new ConfigurationException(key + " is \"" + text + "\", and must be continuous, on-request or a cron"
                    + " expression such as \"0 3 * * MON-FRI\" (minute, hour, day of month, month, day of week): "
                    + e.getMessage());
        }
    }

    /** Quartz begins with seconds, wants a question mark for the day that does not matter, and counts Sunday as 1. */
    private static String quartz(String[] unix) {
        String[] fields = unix.clone();
        if (fields[DAY_OF_WEEK].equals("*")) {
            fields[DAY_OF_WEEK] = "?";
        } else if (fields[DAY_OF_MONTH].equals("*")) {
            fields[DAY_OF_MONTH] = "?";
        } else {
            throw new IllegalArgumentException("a day of the month and a day of the week together are not supported");
        }
        fields[DAY_OF_WEEK] = NUMBER.matcher(fields[DAY_OF_WEEK]).replaceAll(Cron::dayOfWeek);
        return "0 " + String.join(" ", fields);
    }

    private static String dayOfWeek(MatchResult number) {
        int day = Integer.parseInt(number.group());
        if (day > 7) {
            throw new IllegalArgumentException("the day of the week is from 0 to 7");
        }
        return Integer.toString(day % 7 + 1);
    }

    /** The first time after the given one; empty where there is none any more. */
    public Optional<Instant> next(Instant after) {
        return Optional.ofNullable(expression.getNextValidTimeAfter(Date.from(after)))
                .map(Date::toInstant);
    }
}
