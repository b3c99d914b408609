package dev.dromedary.validation;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What may stand at a place, as a JSON schema of Camel's kind says it: alternatives ({@code oneOf}, {@code anyOf}) are
 * merged into one shape, because a message about each of them helps nobody.
 */
final class Shape {

    /** The kinds of JSON schema. */
    enum Kind {
        STRING("text"),
        NUMBER("a number"),
        BOOLEAN("true or false"),
        OBJECT("a mapping"),
        ARRAY("a list");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        String words() {
            return words;
        }
    }

    final Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    final Map<String, JsonNode> keys = new LinkedHashMap<>();
    final Set<String> required = new LinkedHashSet<>();

    /** Keys of which one excludes the others. */
    final List<Set<String>> alternatives = new ArrayList<>();

    final Set<String> choices = new LinkedHashSet<>();
    JsonNode items;
    boolean single;

    private final JsonNode root;

    private Shape(JsonNode root) {
        this.root = root;
    }

    /** @param root the document that the schema's references point into */
    static Shape of(JsonNode root, JsonNode schema) {
        Shape shape = new Shape(root);
        shape.merge(schema, true);
        if (shape.kinds.isEmpty() && !shape.keys.isEmpty()) {
            shape.kinds.add(Kind.OBJECT);
        }
        return shape;
    }

    private void merge(JsonNode schema, boolean binding) {
        if (schema.has("$ref")) {
            merge(root.at(schema.get("$ref").asText().substring(1)), binding);
        }
        for (Kind kind : Kind.values()) {
            if (kind.name().equalsIgnoreCase(schema.path("type").asText())) {
                kinds.add(kind);
            }
        }
        schema.path("properties")
                .properties()
                .forEach(property -> keys.merge(
                        property.getKey(), property.getValue(), (first, second) -> first.isEmpty() ? second : first));
        schema.path("enum").forEach(choice -> choices.add(choice.asText()));
        if (binding) {
            schema.path("required").forEach(key -> required.add(key.asText()));
        }
        if (schema.has("items")) {
            items = schema.get("items");
        }
        single |= schema.path("maxProperties").asInt() == 1;
        schema.path("anyOf").forEach(part -> merge(part, false));
        mergeAlternatives(schema.path("oneOf"));
    }

    private void mergeAlternatives(JsonNode parts) {
        Set<String> group = new LinkedHashSet<>();
        for (JsonNode part : parts) {
            // What one alternative needs is needed if the others are no mappings at all.
            merge(
                    part,
                    parts.size() == 2
                            && "string".equals(parts.get(0).path("type").asText()));
            if (part.path("required").size() == 1) {
                group.add(part.path("required").get(0).asText());
            }
        }
        if (group.size() > 1) {
            alternatives.add(group);
        }
    }
}
