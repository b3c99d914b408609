package dev.dromedary.xml;

import dev.dromedary.xml.ReadBack.Members;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Makes JSON of any shape, and says what {@link ReadBack} must make of it. */
final class RandomJson {

    private static final List<String> KEYS =
            List.of("ean", "prices", "a b", "", "_x_", "_x0041_", "größe", "a:b", "\uD83D\uDE00", "\u0001", "xml", "サ");
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "\t",
            "\n",
            "\r",
            "\r\n",
            "a",
            "<",
            ">",
            "&",
            "]]>",
            "\"",
            "\\",
            "é",
            "€",
            "\uFFFD",
            "\uD83D\uDE00",
            "\uE000",
            "\uFFFC",
            "\uFF21",
            "&amp;",
            "\u0085",
            "\u007F",
            "long enough to be copied as a whole");
    private static final List<String> INVALID =
            List.of("\\u0000", "\\b", "\\f", "\\u001f", "\\uFFFE", "\\uffff", "\\ud800", "\\uDFFF", "\uFFFF");
    private static final List<String> SCALARS = List.of(
            "0", "-0", "18.50", "1E400", "-1.25e-7", "1234567890123456789012345678901234567890", "true", "false");
    private static final List<String> SPACES = List.of("", "", "", " ", "\n", "\t", "\r\n  ");

    private final Random random;
    private final Map<String, String> items;

    RandomJson(Random random, Map<String, String> items) {
        this.random = random;
        this.items = items;
    }

    int count() {
        return random.nextInt(6);
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    /**
     * @param json takes the value's text
     * @param name of the element that it will be
     * @return its content
     */
    Object value(StringBuilder json, String name, int depth) {
        json.append(one(SPACES));
        Object content = content(json, name, depth);
        json.append(one(SPACES));
        return content;
    }

    private Object content(StringBuilder json, String name, int depth) {
        int kind = random.nextInt(depth > 40 ? 4 : 8);
        switch (kind) {
            case 0 -> {
                json.append("null");
                return null;
            }
            case 1 -> {
                String scalar = one(SCALARS);
                json.append(scalar);
                return scalar;
            }
            case 2, 3 -> {
                return text(json);
            }
            case 4, 5 -> {
                return list(json, items.getOrDefault(name, "entry"), depth);
            }
            default -> {
                return members(json, depth);
            }
        }
    }

    private List<Object> list(StringBuilder json, String item, int depth) {
        List<Object> list = new ArrayList<>();
        json.append('[').append(one(SPACES));
        for (int i = random.nextInt(4); i > 0; i--) {
            json.append(list.isEmpty() ? "" : ",");
            list.add(value(json, item, depth + 1));
        }
        json.append(']');
        return list;
    }

    private Members members(StringBuilder json, int depth) {
        List<Map.Entry<String, Object>> members = new ArrayList<>();
        json.append('{').append(one(SPACES));
        for (int i = random.nextInt(4); i > 0; i--) {
            json.append(members.isEmpty() ? "" : ",").append(one(SPACES));
            String key = one(KEYS);
            quote(json, key);
            json.append(one(SPACES)).append(':');
            members.add(new SimpleImmutableEntry<>(key, value(json, key, depth + 1)));
        }
        json.append('}');
        return new Members(members);
    }

    private String text(StringBuilder json) {
        StringBuilder text = new StringBuilder();
        json.append('"');
        for (int i = random.nextInt(7); i > 0; i--) {
            if (random.nextInt(8) == 0) {
                // Behind it a letter, so that two halves do not make a pair.
                json.append(one(INVALID)).append('z');
                text.append('\uFFFD').append('z');
            } else {
                String part = one(TEXTS);
                boolean asIs = random.nextInt(4) > 0;
                part.chars().forEach(unit -> escape(json, (char) unit, asIs));
                text.append(part);
            }
        }
        json.append('"');
        return text.toString();
    }

    private void quote(StringBuilder json, String key) {
        json.append('"');
        boolean asIs = random.nextBoolean();
        key.chars().forEach(unit -> {
            if (asIs && unit >= ' ') {
                json.append((char) unit);
            } else {
                json.append(String.format("\\u%04x", unit));
            }
        });
        json.append('"');
    }

    private void escape(StringBuilder json, char unit, boolean asIs) {
        if (!asIs || unit < ' ' || unit == '"' || unit == '\\') {
            json.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) unit));
        } else {
            json.append(unit);
        }
    }
}
