package dev.dromedary.csv;

/** The grammar of numbers in JSON (RFC 8259, section 6): {@code -?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?}. */
final class JsonNumber {

    private JsonNumber() {}

    static boolean isNumber(String text) {
        int end = integerEnd(text);
        if (end > 0 && end < text.length() && text.charAt(end) == '.') {
            end = digitsEnd(text, end + 1);
        }
        if (end > 0 && end < text.length() && (text.charAt(end) | 0x20) == 'e') {
            int sign = end + 1 < text.length() && (text.charAt(end + 1) == '+' || text.charAt(end + 1) == '-') ? 1 : 0;
            end = digitsEnd(text, end + 1 + sign);
        }
        return end == text.length() && end > 0;
    }

    static boolean isInteger(String text) {
        int end = integerEnd(text);
        return end == text.length() && end > 0;
    }

    private static int integerEnd(String text) {
        int start = text.startsWith("-") ? 1 : 0;
        return start < text.length() && text.charAt(start) == '0' ? start + 1 : digitsEnd(text, start);
    }

    /** Where the digits that begin here end; -1 if there is none. */
    private static int digitsEnd(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == start ? -1 : end;
    }
}
