package dev.dromedary.validation;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML as Camel does, and says where it is none. */
final class YamlReader {

    /** Far deeper than routes are, and far less deep than a stack is. */
    private static final int DEEPEST = 100;

    private static final LoadSettings SETTINGS = LoadSettings.builder().build();

    private static final Node NOTHING = new SequenceNode(Tag.SEQ, List.of(), FlowStyle.BLOCK);

    private YamlReader() {}

    /** The document in the text, a list without items where there is none; empty if it is no YAML. */
    static Optional<Place> read(String file, String text, Consumer<Problem> problems) {
        try {
            Optional<Event> tooDeep = tooDeep(text);
            if (tooDeep.isPresent()) {
                problems.accept(at(file, tooDeep.get().getStartMark(), "lists and mappings are nested too deeply"));
                return Optional.empty();
            }
            return Optional.of(
                    new Place(file, new Compose(SETTINGS).composeString(text).orElse(NOTHING)));
        } catch (MarkedYamlEngineException e) {
            problems.accept(at(file, e.getProblemMark(), "no YAML: " + oneLine(e.getProblem())));
        } catch (ReaderException e) {
            problems.accept(character(file, text, e.getPosition()));
        } catch (YamlEngineException e) {
            problems.accept(at(file, Optional.empty(), "no YAML: " + oneLine(e.getMessage())));
        }
        return Optional.empty();
    }

    private static Optional<Event> tooDeep(String text) {
        int depth = 0;
        for (Event event : new Parse(SETTINGS).parseString(text)) {
            if (event instanceof CollectionStartEvent && ++depth > DEEPEST) {
                return Optional.of(event);
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return Optional.empty();
    }

    private static Problem at(String file, Optional<Mark> mark, String what) {
        return new Problem(
                file,
                mark.map(Mark::getLine).orElse(0) + 1,
                mark.map(Mark::getColumn).orElse(0) + 1,
                what);
    }

    private static Problem character(String file, String text, int position) {
        String before = text.substring(0, Math.min(position, text.length()));
        return new Problem(
                file,
                1 + (int) before.chars().filter(c -> c == '\n').count(),
                before.length() - before.lastIndexOf('\n'),
                "no YAML: a control character");
    }

    private static String oneLine(String message) {
        return String.valueOf(message).replaceAll("\\s+", " ").strip();
    }
}
