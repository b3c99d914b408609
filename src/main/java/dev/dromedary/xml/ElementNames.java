package dev.dromedary.xml;

import java.util.HashMap;
import java.util.Map;

/** The names that a conversion has met. Remembers a bounded number of them. Not thread-safe. */
final class ElementNames {

    /** The JDK's parser reads no longer ones ({@code jdk.xml.maxXMLNameLimit}). */
    static final int LONGEST = 1000;

    static final String TOO_LONG = "a key that makes a name of more than " + LONGEST + " characters";

    private static final int MOST = 2000;

    /** Characters of keys. */
    private static final int MANY = 256 * 1024;

    private final Map<String, String> items;
    private final String item;
    private final String lineEnd;
    private final Map<String, ElementName> known = new HashMap<>();
    private int made;

    /**
     * @param items keys of lists, and the names of their children
     * @param item the name of the children of other lists
     * @param lineEnd what follows an end tag
     */
    ElementNames(Map<String, String> items, String item, String lineEnd) {
        this.items = items;
        this.item = item;
        this.lineEnd = lineEnd;
    }

    /** The name for a key; null if it would be too long. */
    ElementName of(String key) {
        ElementName name = known.get(key);
        return name == null ? make(key) : name;
    }

    /** Whether so many keys were new that they should be forgotten, for memory's sake. */
    boolean areMany() {
        return made > MANY;
    }

    void forget() {
        known.clear();
        made = 0;
    }

    private ElementName make(String key) {
        made += key.length();
        String encoded = key.length() > LONGEST ? key : XmlName.encode(key);
        if (encoded.length() > LONGEST) {
            return null;
        }
        ElementName name = ElementName.of(encoded, items.getOrDefault(key, item), lineEnd);
        if (known.size() < MOST) {
            known.put(key, name);
        }
        return name;
    }
}
