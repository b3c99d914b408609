package dev.dromedary.validation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A node of a YAML file, which knows where it stands.
 *
 * @param file the file's name for messages
 * @param node what stands there
 */
record Place(String file, Node node) {

    /** A key of a mapping with its value. */
    record Entry(Place key, Place value) {

        String name() {
            return key.text().orElse("");
        }
    }

    boolean isMapping() {
        return node instanceof MappingNode;
    }

    boolean isList() {
        return node instanceof SequenceNode;
    }

    /** Whether nothing stands there. */
    boolean isEmpty() {
        return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
    }

    /** The text of a scalar; empty for lists, mappings and nothing. */
    Optional<String> text() {
        return node instanceof ScalarNode scalar && !isEmpty() ? Optional.of(scalar.getValue()) : Optional.empty();
    }

    List<Entry> entries() {
        if (!(node instanceof MappingNode mapping)) {
            return List.of();
        }
        List<Entry> entries = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            entries.add(new Entry(new Place(file, tuple.getKeyNode()), new Place(file, tuple.getValueNode())));
        }
        return entries;
    }

    List<Place> items() {
        return node instanceof SequenceNode sequence
                ? sequence.getValue().stream()
                        .map(item -> new Place(file, item))
                        .toList()
                : List.of();
    }

    /** The value of a key of a mapping. */
    Optional<Place> get(String key) {
        return entries().stream()
                .filter(entry -> entry.name().equals(key))
                .map(Entry::value)
                .findFirst();
    }

    /** The text under a key of a mapping. */
    Optional<String> text(String key) {
        return get(key).flatMap(Place::text);
    }

    /** This place and all below it, keys included, each node once: aliases may repeat one, or lead back to it. */
    List<Place> all() {
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Place> found = new ArrayList<>();
        Deque<Place> waiting = new ArrayDeque<>(List.of(this));
        while (!waiting.isEmpty()) {
            Place place = waiting.pop();
            if (seen.add(place.node)) {
                found.add(place);
                place.items().forEach(waiting::push);
                place.entries().forEach(entry -> {
                    waiting.push(entry.key());
                    waiting.push(entry.value());
                });
            }
        }
        return found;
    }

    Problem problem(String what) {
        return problem(0, what);
    }

    /** @param offset of the character in the scalar's text, where the text stands in one line as it is */
    Problem problem(int offset, String what) {
        Optional<Mark> mark = node.getStartMark();
        int column = mark.map(Mark::getColumn).orElse(0) + 1;
        return new Problem(file, mark.map(Mark::getLine).orElse(0) + 1, column + shift(offset), what);
    }

    private int shift(int offset) {
        if (!(node instanceof ScalarNode scalar) || !isInOneLine()) {
            return 0;
        }
        return offset + (scalar.getScalarStyle() == ScalarStyle.PLAIN ? 0 : 1);
    }

    private boolean isInOneLine() {
        int start = node.getStartMark().map(Mark::getLine).orElse(0);
        return node instanceof ScalarNode scalar
                && scalar.getScalarStyle() != ScalarStyle.LITERAL
                && scalar.getScalarStyle() != ScalarStyle.FOLDED
                && node.getEndMark().map(Mark::getLine).orElse(-1) == start;
    }
}
