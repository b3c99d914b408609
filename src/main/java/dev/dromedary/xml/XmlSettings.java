package dev.dromedary.xml;

import dev.dromedary.settings.ConfigurationException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Reads the texts that a {@link JsonToXml} is set up with; what cannot be so is a {@link ConfigurationException}. */
final class XmlSettings {

    private XmlSettings() {}

    static String name(String property, String text) {
        return name(property, text == null ? "" : text.strip(), text);
    }

    private static String name(String property, String name, String text) {
        String encoded = XmlName.encode(name);
        if (!encoded.equals(name) || name.length() > ElementNames.LONGEST) {
            throw fault(property, "must be the name of an XML element, without a prefix", text);
        }
        return name;
    }

    /** The names by key, from {@code key: name, key: name}. */
    static Map<String, String> names(String property, String text) {
        Map<String, String> names = new HashMap<>();
        if (text == null || text.isBlank()) {
            return names;
        }
        for (String pair : text.split(",")) {
            int colon = pair.lastIndexOf(':');
            String key = colon < 0 ? "" : pair.substring(0, colon).strip();
            if (key.isEmpty()) {
                throw fault(property, "must be like \"key: name, key: name\"", text);
            }
            if (names.put(key, name(property, pair.substring(colon + 1).strip(), text)) != null) {
                throw fault(property, "names " + key + " twice", text);
            }
        }
        return names;
    }

    static int number(String property, String text, int least, int most) {
        try {
            int number = Integer.parseInt(text == null ? "" : text.strip());
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw outside(property, text, least, most);
        }
        throw outside(property, text, least, most);
    }

    private static ConfigurationException outside(String property, String text, int least, int most) {
        return fault(property, "must be a whole number from " + least + " to " + most, text);
    }

    static <E extends Enum<E>> E choice(String property, String text, Class<E> type) {
        String wanted = text == null ? "" : text.strip().toLowerCase(Locale.ROOT);
        List<String> known = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
        if (!known.contains(wanted)) {
            throw fault(property, "must be " + String.join(" or ", known), text);
        }
        return type.getEnumConstants()[known.indexOf(wanted)];
    }

    private static ConfigurationException fault(String property, String what, String text) {
        return new ConfigurationException(
                "JsonToXml: the property \"" + property + "\" " + what + ", but is \"" + text + "\"");
    }
}
