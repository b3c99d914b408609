package dev.dromedary.settings;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as people write them: {@code 200ms}, {@code 30s}, {@code 5m}, {@code 12h}, {@code 7d}. A number alone counts
 * milliseconds, as everywhere in Camel.
 */
public final class Durations {

    private static final Pattern FORM = Pattern.compile("(\\d{1,12})\\s*(ms|s|m|h|d)?");

    private Durations() {}

    /**
     * As {@link #parse}, for what people write: a number needs its unit.
     *
     * @throws IllegalArgumentException if the text is no duration, or has no unit
     */
    public static Duration parseWithUnit(String text) {
        if (!text.isBlank()
                && Character.isDigit(text.strip().charAt(text.strip().length() - 1))) {
            throw new IllegalArgumentException("a unit is missing");
        }
        return parse(text);
    }

    /** @throws IllegalArgumentException if the text is no duration */
    public static Duration parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration such as 200ms, 30s, 5m or 12h");
        }
        long amount = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
