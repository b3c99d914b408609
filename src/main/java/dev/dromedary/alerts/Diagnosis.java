package dev.dromedary.alerts;

import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Circuit;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds out, from facts that are looked at now and then, what is wrong with one pipeline. Where a fact is not known, it
 * takes what it found last. For one thread.
 */
final class Diagnosis {

    /** A run that goes on for so long has got over what ended the one before, as {@code status} has it. */
    private static final Duration SOUND = Duration.ofMinutes(10);

    private final String pipeline;
    private final Bounds bounds;
    private final Map<Rule, Optional<Symptom>> found = new EnumMap<>(Rule.class);
    private final Arrivals arrivals;
    private Instant lagSince;

    /** @param now from when on data is missed, where no run is known that had any */
    Diagnosis(String pipeline, Bounds bounds, Instant now) {
        this.pipeline = pipeline;
        this.bounds = bounds;
        this.arrivals = new Arrivals(now);
    }

    List<Symptom> of(Facts facts, Instant now) {
        found.put(Rule.CIRCUIT_OPEN, circuit(facts.circuit(), now));
        facts.letters().ifPresent(letters -> found.put(Rule.DEAD_LETTERS, letters(letters, now)));
        facts.runs().ifPresent(runs -> found.put(Rule.RUN_FAILED, run(runs, now)));
        boolean data = arrivals.note(facts.received(), facts.runs(), now);
        boolean held = facts.state() == Pipeline.State.PAUSED || facts.circuit().state() != Circuit.State.CLOSED;
        if (held) {
            arrivals.excuse(now);
        } else {
            found.put(Rule.NO_DATA, data ? Optional.empty() : noData(now));
            if (facts.state() == Pipeline.State.IDLE) {
                lagSince = null;
                found.put(Rule.LAG, Optional.empty());
            } else {
                facts.waiting().ifPresent(waiting -> found.put(Rule.LAG, lag(waiting, now)));
            }
        }
        return found.values().stream().flatMap(Optional::stream).toList();
    }

    private Optional<Symptom> symptom(Rule rule, boolean ripe, Instant since, String what) {
        return Optional.of(new Symptom(rule, pipeline, ripe, since, pipeline + ": " + what));
    }

    private Optional<Symptom> circuit(Circuit.Reading reading, Instant now) {
        if (reading.state() == Circuit.State.CLOSED) {
            return Optional.empty();
        }
        Instant since = reading.since().orElse(now);
        return symptom(
                Rule.CIRCUIT_OPEN,
                hasLasted(since, bounds.circuitOpen(), now),
                since,
                "a system that it needs has been down since " + seconds(since) + ": "
                        + reading.why().orElse("it fails"));
    }

    private Optional<Symptom> letters(long letters, Instant now) {
        if (letters <= bounds.letters()) {
            return Optional.empty();
        }
        return symptom(
                Rule.DEAD_LETTERS,
                true,
                now,
                letters + " dead letters within " + text(bounds.window()) + ", more than " + bounds.letters()
                        + ": dead-letters list --pipeline " + pipeline);
    }

    private Optional<Symptom> run(List<Run> runs, Instant now) {
        Optional<Run> last =
                runs.stream().filter(run -> run.outcome() != Outcome.RUNNING).findFirst();
        boolean sound = runs.stream()
                .anyMatch(run -> run.outcome() == Outcome.RUNNING
                        && last.filter(ended -> ended.started().isBefore(run.started()))
                                .isPresent()
                        && hasLasted(run.started(), SOUND, now));
        if (last.isEmpty() || sound) {
            return Optional.empty();
        }
        Run run = last.get();
        Instant end = run.ended().orElse(run.started());
        return switch (run.outcome()) {
            case FAILED ->
                symptom(
                        Rule.RUN_FAILED,
                        true,
                        end,
                        "its last run failed: " + run.detail().orElse("see the log"));
            case LOST ->
                symptom(
                        Rule.RUN_FAILED,
                        true,
                        end,
                        "its last run was not ended: process " + run.process() + " is gone");
            default -> Optional.empty();
        };
    }

    private Optional<Symptom> lag(List<Backlog> waiting, Instant now) {
        Optional<Backlog> most = waiting.stream()
                .filter(backlog ->
                        bounds.lag().filter(lag -> backlog.waiting() > lag).isPresent())
                .max(Comparator.comparingLong(Backlog::waiting));
        if (most.isEmpty()) {
            lagSince = null;
            return Optional.empty();
        }
        lagSince = lagSince == null ? now : lagSince;
        return symptom(
                Rule.LAG,
                hasLasted(lagSince, bounds.lagFor(), now),
                lagSince,
                most.get() + " wait at its source, more than " + bounds.lag().orElseThrow());
    }

    private Optional<Symptom> noData(Instant now) {
        return bounds.noData()
                .flatMap(longest -> symptom(
                        Rule.NO_DATA,
                        hasLasted(arrivals.last(), longest, now),
                        arrivals.last(),
                        "nothing has come for more than " + text(longest)));
    }

    private static boolean hasLasted(Instant since, Duration time, Instant now) {
        return !since.plus(time).isAfter(now);
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String text(Duration time) {
        return time.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
