package dev.dromedary.xml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts Jackson's complaints into words of our own, for its messages quote the input. */
final class Faults {

    static final String END = "unexpected end of input";

    private static final Map<String, String> BY_BEGINNING = new LinkedHashMap<>();

    static {
        BY_BEGINNING.put("Unrecognized token", "a word that is neither true nor false nor null");
        BY_BEGINNING.put("Illegal unquoted character", "a control character in a text that is not escaped");
        BY_BEGINNING.put("Unrecognized character escape", "a backslash before a character that it cannot escape");
        BY_BEGINNING.put("Invalid numeric value", "a number that is not well formed");
        BY_BEGINNING.put("Unexpected close marker", "a closing bracket that does not match the opening one");
        BY_BEGINNING.put("Illegal character", "a control character between values");
    }

    private Faults() {}

    static String words(JsonProcessingException e, int depth) {
        String message = String.valueOf(e.getOriginalMessage());
        if (e instanceof JsonEOFException) {
            return END;
        }
        if (e instanceof StreamConstraintsException) {
            return constraint(message, depth);
        }
        for (Map.Entry<String, String> known : BY_BEGINNING.entrySet()) {
            if (message.startsWith(known.getKey())) {
                return known.getValue();
            }
        }
        return message.startsWith("Unexpected character")
                ? "unexpected character" + expected(message)
                : "no valid JSON";
    }

    /** What Jackson waited for: a constant text that follows the quoted character and its code. */
    private static String expected(String message) {
        int end = message.lastIndexOf("): ");
        if (message.contains("ALLOW_COMMENTS")) {
            return ", comments are no JSON";
        }
        return end < 0 ? "" : ", " + message.substring(end + 3);
    }

    private static String constraint(String message, int depth) {
        if (message.startsWith("Name")) {
            return ElementNames.TOO_LONG;
        }
        if (message.startsWith("Number") || message.startsWith("String")) {
            return "a number of more than " + JsonTokens.LONGEST_NUMBER + " characters";
        }
        return message.startsWith("Document nesting")
                ? "lists and objects in more than " + depth + " levels"
                : "more than the parser takes";
    }
}
