package dev.dromedary.pipeline;

import java.util.regex.Pattern;
import org.apache.camel.component.properties.DefaultPropertiesParser;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;

/**
 * Puts settings into routes sign by sign. Camel takes a backslash before double braces for an escape and drops it after
 * settings have been put in, and with it one of the last two signs of any text (4.18.0); a password may hold one.
 * Immutable.
 */
final class ExactPlaceholders extends DefaultPropertiesParser {

    private static final Pattern BEFORE_BRACES = Pattern.compile("\\\\(?=\\{\\{|}})");
    private static final int ENDING = 2;

    ExactPlaceholders(PropertiesComponent component) {
        super(component);
    }

    @Override
    public String parseUri(
            String text,
            PropertiesLookup properties,
            boolean defaultFallbackEnabled,
            boolean keepUnresolvedOptional,
            boolean nestedPlaceholder) {
        String resolved =
                super.parseUri(text, properties, defaultFallbackEnabled, keepUnresolvedOptional, nestedPlaceholder);
        // Who writes a backslash into a route means Camel's.
        return resolved == null || text.contains("\\") ? resolved : escaped(resolved);
    }

    private static String escaped(String text) {
        String escaped = BEFORE_BRACES.matcher(text).replaceAll("\\\\\\\\");
        int last = escaped.indexOf('\\', escaped.length() - ENDING);
        return last < 0
                ? escaped
                : new StringBuilder(escaped).insert(last, '\\').toString();
    }
}
