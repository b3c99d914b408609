package dev.dromedary.command;

import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The letters that a command is to change: by id, or by a filter, which must match something. */
final class ChosenLetters {

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Ids of letters, from dead-letters list.")
    private List<String> ids = List.of();

    @Mixin
    private LetterFilter filter = new LetterFilter();

    /**
     * What was chosen: open letters, at least one.
     *
     * @throws ConfigurationException if nothing was, or an id is of no open letter
     */
    Selection of(DeadLetters letters, RouteFolder folder) {
        if (ids.isEmpty() != filter.isGiven()) {
            throw new ConfigurationException("name the letters: either by id (see dromedary dead-letters list), or with"
                    + " --pipeline or --reason");
        }
        List<String> distinct = List.copyOf(new LinkedHashSet<>(ids));
        if (distinct.size() > Selection.MOST_IDS) {
            throw new ConfigurationException(
                    distinct.size() + " ids are too many at a time; name up to " + Selection.MOST_IDS);
        }
        requireOpen(letters, distinct);
        Selection selection = filter.open(letters, folder, distinct);
        if (letters.counts(selection).isEmpty()) {
            throw new ConfigurationException("no open dead letter matches; see dromedary dead-letters list --all");
        }
        return selection;
    }

    private static void requireOpen(DeadLetters letters, List<String> ids) {
        if (ids.isEmpty()) {
            return;
        }
        Map<String, DeadLetter> found = new HashMap<>();
        letters.list(Selection.ofIds(ids), letter -> found.put(letter.id(), letter));
        for (String id : ids) {
            DeadLetter letter = found.get(id);
            if (letter == null) {
                throw new ConfigurationException("there is no dead letter " + id + "; see dromedary dead-letters list");
            }
            letter.landedAt().or(letter::discardedAt).ifPresent(when -> {
                throw new ConfigurationException(
                        "dead letter " + id + " is not open: it was " + letter.state() + " at " + when);
            });
        }
    }
}
