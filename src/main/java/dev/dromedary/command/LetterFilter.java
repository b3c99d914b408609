package dev.dromedary.command;

import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.clock.WallClock;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Selection;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Durations;
import dev.dromedary.settings.Nearest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/** The options by which commands choose dead letters. */
final class LetterFilter {

    private static final List<String> REASONS =
            Arrays.stream(Reason.values()).map(Reason::code).toList();

    @Option(names = "--pipeline", paramLabel = "NAME", description = "Only those of this pipeline.")
    private String pipeline;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only those of this kind: malformed, invalid, refused or error.")
    private String reason;

    /** Whether any of the options was given. */
    boolean isGiven() {
        return pipeline != null || reason != null;
    }

    /**
     * The open letters that the options and the ids choose.
     *
     * @throws ConfigurationException if there is no such pipeline, reason or letter
     */
    Selection open(DeadLetters letters, RouteFolder folder, List<String> ids) {
        check(letters, folder);
        return new Selection(true, ids, Optional.ofNullable(pipeline), Optional.ofNullable(reason), Optional.empty());
    }

    /**
     * The letters that the options choose.
     *
     * @param since an instant, a date (UTC) or a duration back; or null
     * @throws ConfigurationException if there is no such pipeline or reason, or no such time
     */
    Selection since(DeadLetters letters, RouteFolder folder, String since, boolean open) {
        check(letters, folder);
        return new Selection(
                open,
                List.of(),
                Optional.ofNullable(pipeline),
                Optional.ofNullable(reason),
                Optional.ofNullable(since).map(text -> time(text, WallClock.now())));
    }

    private void check(DeadLetters letters, RouteFolder folder) {
        if (reason != null && !REASONS.contains(reason)) {
            throw new ConfigurationException("--reason: there is no reason \"" + reason + "\"; there are "
                    + String.join(", ", REASONS) + Nearest.suggestion(reason, REASONS));
        }
        if (pipeline == null || folder.pipelines().contains(pipeline)) {
            return;
        }
        // Letters may be of a pipeline that is no more.
        Set<String> names = new TreeSet<>(folder.pipelines());
        names.addAll(letters.counts(Selection.all()).keySet());
        if (!names.contains(pipeline)) {
            throw new ConfigurationException("--pipeline: there is no pipeline \"" + pipeline + "\"; there are "
                    + String.join(", ", names) + Nearest.suggestion(pipeline, names));
        }
    }

    /** Reads a point of time as people write it. */
    static Instant time(String text, Instant now) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException noInstant) {
            return dateOrBack(text, now);
        }
    }

    private static Instant dateOrBack(String text, Instant now) {
        try {
            return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException noDate) {
            return back(text, now);
        }
    }

    private static Instant back(String text, Instant now) {
        try {
            return now.minus(Durations.parseWithUnit(text));
        } catch (IllegalArgumentException | DateTimeException | ArithmeticException e) {
            throw new ConfigurationException(
                    "--since is \"" + text + "\", and must be a duration back such as 24h or 7d, a date such as"
                            + " 2026-01-31 (UTC), or a time such as 2026-01-31T12:00:00Z",
                    e);
        }
    }
}
