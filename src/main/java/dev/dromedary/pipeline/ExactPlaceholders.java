package dev.dromedary.pipeline;

import java.util.regex.Pattern;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.component.properties.PropertiesLookup;
import org.apache.camel.component.properties.PropertiesParser;

/**
 * Puts settings into routes sign by sign. Camel takes a backslash before double braces for an escape and drops it after
 * settings have been put in, and with it one among the last two signs of any text (4.18.0); a password may hold one.
 * Immutable.
 */
final class ExactPlaceholders implements PropertiesParser {

    private static final Pattern BEFORE_BRACES = Pattern.compile("\\\\(?=\\{\\{|}})");
    private static final int ENDING = 2;

    private final PropertiesParser camels;

    private ExactPlaceholders(PropertiesParser camels) {
        this.camels = camels;
    }

    /** From now on all placeholders are replaced in this way. */
    static void use(PropertiesComponent component) {
        component.setPropertiesParser(new ExactPlaceholders(component.getPropertiesParser()));
    }

    @Override
    public String parseUri(
            String text,
            PropertiesLookup properties,
            boolean defaultFallbackEnabled,
            boolean keepUnresolvedOptional,
            boolean nestedPlaceholder) {
        String resolved =
                camels.parseUri(text, properties, defaultFallbackEnabled, keepUnresolvedOptional, nestedPlaceholder);
        // Who writes a backslash into a route means Camel's.
        return resolved == null || text.contains("\\") ? resolved : escaped(resolved);
    }

    @Override
    public String parseProperty(String key, String value, PropertiesLookup properties) {
        return camels.parseProperty(key, value, properties);
    }

    private static String escaped(String text) {
        String escaped = BEFORE_BRACES.matcher(text).replaceAll("\\\\\\\\");
        int last = escaped.indexOf('\\', escaped.length() - ENDING);
        return last < 0
                ? escaped
                : new StringBuilder(escaped).insert(last, '\\').toString();
    }
}
