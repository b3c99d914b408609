package dev.dromedary.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.Error;
import com.networknt.schema.path.NodePath;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import java.util.HashSet;
import java.util.Set;
import java.util.StringJoiner;

/**
 * Puts a schema violation into words that say where, what and which limit, and are made of the schema's words alone: no
 * value of the record, and no key of it that the schema does not know (invariant 4). Immutable.
 */
final class Violations {

    private final Set<String> knownNames = new HashSet<>();

    Violations(JsonNode schema) {
        collectNames(schema);
    }

    private void collectNames(JsonNode node) {
        JsonNode properties = node.path("properties");
        if (properties.isObject()) {
            properties.fieldNames().forEachRemaining(knownNames::add);
        }
        JsonNode required = node.path("required");
        if (required.isArray()) {
            required.forEach(name -> knownNames.add(name.asText()));
        }
        node.forEach(this::collectNames);
    }

    RecordRejectedException rejection(Error error) {
        String path = path(error.getInstanceLocation());
        if ("required".equals(error.getKeyword())) {
            path += "." + known(error.getProperty());
        }
        return new RecordRejectedException(Reason.INVALID, path, words(error));
    }

    private String path(NodePath location) {
        StringBuilder path = new StringBuilder("$");
        for (int i = 0; i < location.getNameCount(); i++) {
            Object element = location.getElement(i);
            path.append(element instanceof Integer ? "[" + element + "]" : "." + known(String.valueOf(element)));
        }
        return path.toString();
    }

    private String known(String name) {
        return knownNames.contains(name) ? name : "*";
    }

    private static String words(Error error) {
        JsonNode limit = error.getSchemaNode();
        return switch (error.getKeyword()) {
            case "required" -> "is missing";
            case "type" -> "must be of type " + types(limit);
            case "maxLength" -> "is longer than " + limit.asText() + " characters";
            case "minLength" -> "is shorter than " + limit.asText() + " characters";
            case "pattern" -> "does not match the pattern " + limit.asText();
            case "minimum", "exclusiveMinimum" -> "is under the minimum, " + limit.asText();
            case "maximum", "exclusiveMaximum" -> "is over the maximum, " + limit.asText();
            case "format" -> "is not of the format " + limit.asText();
            case "enum" -> "is none of the values that the schema lists";
            case "additionalProperties" -> "has a property that the schema does not allow";
            default -> "violates the schema's \"" + error.getKeyword() + "\"";
        };
    }

    private static String types(JsonNode types) {
        if (!types.isArray()) {
            return types.asText();
        }
        StringJoiner joiner = new StringJoiner(" or ");
        types.forEach(type -> joiner.add(type.asText()));
        return joiner.toString();
    }
}
