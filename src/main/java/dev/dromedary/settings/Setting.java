package dev.dromedary.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * One documented setting: its key, what values it takes and its default. Read from the comment above the key in {@code
 * application.properties}, whose last line names the type and the bounds in square brackets.
 *
 * @param key the key in properties files
 * @param type the kind of value
 * @param bounds two texts, the least and the greatest value, or the choices, or nothing
 * @param defaultValue the default, or null where the setting has none
 */
public record Setting(String key, Type type, List<String> bounds, String defaultValue) {

    private static final Pattern CAMELS_OWN =
            Pattern.compile("\\{\\{|^(#(bean|class|type|property|autowired|valueAs)|RAW[({])");

    /** The kinds of value a setting takes. */
    public enum Type {
        TEXT,
        SECRET,
        FILE,
        BOOLEAN,
        CHOICE,
        INTEGER,
        DECIMAL,
        DURATION,
        SIZE
    }

    /** Name of the environment variable that overrides the key: {@code logins.batch-size} is LOGINS_BATCH_SIZE. */
    public String environmentName() {
        return environmentName(key);
    }

    static String environmentName(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    /**
     * Checks a value against the type and the bounds.
     *
     * @param where the file or variable that the value comes from, for the message
     * @throws ConfigurationException if the value does not fit; the message shows the value unless it is a secret
     */
    public void check(String value, String where) {
        switch (type) {
            case TEXT, FILE -> {}
            case SECRET -> requirePlain(value, where);
            case BOOLEAN -> choose(value, where, List.of("true", "false"));
            case CHOICE -> choose(value, where, bounds);
            case INTEGER -> bound(value, where, "a whole number", Long::parseLong);
            case DECIMAL -> bound(value, where, "a number", Double::parseDouble);
            case DURATION -> bound(value, where, "a duration such as 200ms, 30s or 12h", Durations::parseWithUnit);
            case SIZE -> bound(value, where, "a size such as 64KiB or 16MiB", DataSize::parse);
        }
    }

    /**
     * Checks a value that no message may show.
     *
     * @throws ConfigurationException if the value does not fit
     */
    void checkHidden(String value, String where) {
        requirePlain(value, where);
        try {
            check(value, where);
        } catch (ConfigurationException e) {
            throw new ConfigurationException(
                    where + ": what stands there is no value for " + key + ", which is of type "
                            + type.name().toLowerCase(Locale.ROOT) + (bounds.isEmpty() ? "" : " " + bounds));
        }
    }

    /** Camel would look for a placeholder or a bean of that name, and say in its error what it did not find. */
    private void requirePlain(String value, String where) {
        if (CAMELS_OWN.matcher(value).find()) {
            throw new ConfigurationException(
                    where + ": " + key + " contains {{ or begins with #bean:, RAW( or the like, which"
                            + " Camel takes for its own; choose another");
        }
    }

    private void choose(String value, String where, List<String> choices) {
        if (!choices.contains(value)) {
            throw new ConfigurationException(where + ": " + key + " is \"" + value + "\", and must be one of "
                    + String.join(", ", choices) + Nearest.suggestion(value, choices));
        }
    }

    private <T extends Comparable<T>> void bound(
            String value, String where, String description, Function<String, T> parse) {
        T parsed;
        try {
            parsed = parse.apply(value.strip());
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigurationException(
                    where + ": " + key + " is \"" + value + "\", and must be " + description + range());
        }
        if (bounds.size() == 2
                && (parsed.compareTo(parse.apply(bounds.get(0))) < 0
                        || parsed.compareTo(parse.apply(bounds.get(1))) > 0)) {
            throw new ConfigurationException(
                    where + ": " + key + " is " + value + ", and must be " + description + range());
        }
    }

    private String range() {
        return bounds.size() == 2 ? " from " + bounds.get(0) + " to " + bounds.get(1) : "";
    }

    /**
     * Reads the bracketed last line of a setting's comment, such as {@code [integer 1..10]}, {@code [choice a, b]} or
     * {@code [text]}.
     *
     * @throws IllegalArgumentException if it names no known type
     */
    static Setting of(String key, String bracket, String defaultValue) {
        String[] parts = bracket.strip().split("\\s+", 2);
        Type type = Type.valueOf(parts[0].toUpperCase(Locale.ROOT));
        List<String> bounds = List.of();
        if (parts.length == 2) {
            String separator = type == Type.CHOICE ? "," : "\\.\\.";
            bounds = Arrays.stream(parts[1].split(separator)).map(String::strip).toList();
        }
        return new Setting(key, type, bounds, defaultValue);
    }
}
