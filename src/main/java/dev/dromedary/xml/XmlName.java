package dev.dromedary.xml;

/**
 * Makes any key the name of an XML element, and back. What a name cannot hold is written as {@code _xHHHH_}, a UTF-16
 * unit in four hexadecimal digits, as in ISO 9075-14 and .NET's {@code XmlConvert}; so is an underscore before an x and
 * four such digits. The empty key is {@code _x_}, and the key {@code _x_} is {@code _x005F_x_}. A colon is encoded, for
 * a prefix would have to be declared.
 *
 * <p>Beyond ASCII, only letters are kept that the fourth and the fifth edition of XML 1.0 agree on and that occur in
 * most texts; the JDK's parser knows the fourth edition only.
 */
final class XmlName {

    private static final String EMPTY = "_x_";
    /** First and last letters: Latin, Greek, Cyrillic, kana, Chinese, Hangul. */
    private static final String LETTERS = "\u00C0\u00D6\u00D8\u00F6\u00F8\u00FF\u0100\u0131\u0134\u013E\u0141\u0148"
            + "\u014A\u017E\u038E\u03A1\u03A3\u03CE\u0401\u040C\u040E\u044F\u0451\u045C"
            + "\u3041\u3094\u30A1\u30FA\u4E00\u9FA5\uAC00\uD7A3";

    private XmlName() {}

    /** The name for a key. */
    static String encode(String key) {
        if (key.isEmpty()) {
            return EMPTY;
        }
        StringBuilder name = new StringBuilder(key.length() + 8);
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (isKept(c, i == 0) && !(c == '_' && readsAsEscape(key, i))) {
                name.append(c);
            } else {
                name.append(String.format("_x%04X_", (int) c));
            }
        }
        return name.toString();
    }

    /** The key that a name stands for. */
    static String decode(String name) {
        if (name.equals(EMPTY)) {
            return "";
        }
        StringBuilder key = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (isEscape(name, i)) {
                key.append((char) Integer.parseInt(name, i + 2, i + 6, 16));
                i += 6;
            } else {
                key.append(name.charAt(i));
            }
        }
        return key.toString();
    }

    private static boolean readsAsEscape(String key, int underscore) {
        return hasDigits(key, underscore) || key.equals(EMPTY) && underscore == 0;
    }

    private static boolean isEscape(String name, int start) {
        return hasDigits(name, start) && name.startsWith("_", start + 6);
    }

    private static boolean hasDigits(String text, int underscore) {
        if (!text.startsWith("_x", underscore) || underscore + 6 > text.length()) {
            return false;
        }
        for (int i = underscore + 2; i < underscore + 6; i++) {
            char c = text.charAt(i);
            if (c > 'f' || Character.digit(c, 16) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKept(char c, boolean first) {
        if (c < 0x80) {
            return c >= 'a' && c <= 'z'
                    || c >= 'A' && c <= 'Z'
                    || c == '_'
                    || !first && (c >= '0' && c <= '9' || c == '-' || c == '.');
        }
        for (int i = 0; i < LETTERS.length(); i += 2) {
            if (c >= LETTERS.charAt(i) && c <= LETTERS.charAt(i + 1)) {
                return true;
            }
        }
        return false;
    }
}
