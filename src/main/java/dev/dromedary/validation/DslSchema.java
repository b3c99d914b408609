package dev.dromedary.validation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.dromedary.settings.Nearest;
import dev.dromedary.validation.Shape.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The words of Camel's YAML, by the JSON schema in Camel's own jar. Walked by hand and not by a schema validator, which
 * would tell of one typo once for each alternative, and refuses {@code "5"} and {@code "{{key}}"} where a number is due,
 * both of which Camel takes. Thread-safe.
 */
final class DslSchema {

    private static final DslSchema CAMEL = new DslSchema(read());

    private final JsonNode root;
    private final Map<JsonNode, Shape> shapes = Collections.synchronizedMap(new IdentityHashMap<>());

    private DslSchema(JsonNode root) {
        this.root = root;
    }

    /** The schema of the Camel on the class path. */
    static DslSchema camel() {
        return CAMEL;
    }

    private static JsonNode read() {
        try (InputStream stream = YamlRoutesBuilderLoader.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return new JsonMapper().readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells what stands in a document that Camel does not know there. */
    void check(Place document, Consumer<Problem> problems) {
        new Walk(problems).check(document, root, "the file");
    }

    private Shape shape(JsonNode schema) {
        return shapes.computeIfAbsent(schema, key -> Shape.of(root, key));
    }

    private final class Walk {

        private final Consumer<Problem> problems;
        private final Map<Node, Set<JsonNode>> seen = new IdentityHashMap<>();

        Walk(Consumer<Problem> problems) {
            this.problems = problems;
        }

        /** @param name what the place is called in messages */
        void check(Place place, JsonNode schema, String name) {
            // Aliases may repeat a node many times, or lead back to it.
            if (!seen.computeIfAbsent(place.node(), node -> Collections.newSetFromMap(new IdentityHashMap<>()))
                    .add(schema)) {
                return;
            }
            Shape shape = shape(schema);
            if (shape.kinds.isEmpty()) {
                return;
            }
            if (place.isMapping() && shape.kinds.contains(Kind.OBJECT)) {
                checkMapping(place, shape, name);
            } else if (place.isList() && shape.kinds.contains(Kind.ARRAY)) {
                place.items().forEach(item -> check(item, shape.items, name));
            } else if (place.isMapping() || place.isList() || place.isEmpty()) {
                refuse(place, shape, name);
            } else {
                checkScalar(place, shape, name);
            }
        }

        private void refuse(Place place, Shape shape, String name) {
            if (place.isEmpty() && shape.kinds.contains(Kind.STRING)) {
                return;
            }
            String found = place.isEmpty() ? "empty" : place.isMapping() ? "a mapping" : "a list";
            problems.accept(place.problem(name + " is " + found + ", and must be " + words(shape)));
        }

        private String words(Shape shape) {
            return shape.kinds.stream().map(Kind::words).sorted().collect(Collectors.joining(" or "));
        }

        private void checkMapping(Place place, Shape shape, String name) {
            Set<String> names = new HashSet<>();
            for (Place.Entry entry : place.entries()) {
                String meant = shape.keys.isEmpty() ? entry.name() : known(entry, shape, name);
                if (!names.add(meant) && meant.equals(entry.name())) {
                    problems.accept(entry.key().problem("\"" + entry.name() + "\" stands twice in " + name));
                } else if (shape.keys.containsKey(meant)) {
                    check(entry.value(), shape.keys.get(meant), meant);
                }
            }
            checkKeys(place, shape, name, names);
        }

        /** The key itself, or the one that was probably meant: what stands under it is looked at all the same. */
        private String known(Place.Entry entry, Shape shape, String name) {
            if (shape.keys.containsKey(entry.name())) {
                return entry.name();
            }
            problems.accept(entry.key()
                    .problem("unknown key \"" + entry.name() + "\" in " + name
                            + Nearest.suggestion(entry.name(), shape.keys.keySet())));
            return Nearest.to(entry.name(), shape.keys.keySet()).orElse(entry.name());
        }

        private void checkKeys(Place place, Shape shape, String name, Set<String> names) {
            if (shape.single && names.size() > 1) {
                problems.accept(place.problem(quoted(names) + " are written as one item of " + name
                        + "; each needs a hyphen of its own, or the later ones more indentation"));
            }
            for (String key : shape.required) {
                if (!names.contains(key)) {
                    problems.accept(place.problem(name + " needs \"" + key + "\""));
                }
            }
            for (Set<String> alternatives : shape.alternatives) {
                Set<String> present = new HashSet<>(alternatives);
                present.retainAll(names);
                if (present.size() > 1) {
                    problems.accept(place.problem(quoted(present) + " exclude one another in " + name));
                }
            }
        }

        private static String quoted(Set<String> names) {
            return names.stream().sorted().map(name -> "\"" + name + "\"").collect(Collectors.joining(" and "));
        }

        private void checkScalar(Place place, Shape shape, String name) {
            String text = place.text().orElse("");
            if (text.contains("{{")) {
                return;
            }
            if (!shape.choices.isEmpty()) {
                checkChoice(place, text, shape.choices, name);
            } else if (shape.kinds.stream().noneMatch(kind -> Scalars.is(kind, text))) {
                problems.accept(place.problem(name + " is \"" + text + "\", and must be " + words(shape)));
            }
        }

        private void checkChoice(Place place, String text, Set<String> choices, String name) {
            if (choices.stream().noneMatch(text::equalsIgnoreCase)) {
                problems.accept(place.problem(name + " is \"" + text + "\", and must be one of "
                        + String.join(", ", choices) + Nearest.suggestion(text, List.copyOf(choices))));
            }
        }
    }
}
