package dev.dromedary.runs;

import dev.dromedary.clock.WallClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * One run of a pipeline, from its start to its end.
 *
 * @param cause what started it: {@code start}, {@code once}, {@code schedule}, {@code request} or {@code after NAME}
 * @param process where it runs: process id and host
 * @param ended when it ended; empty while it runs
 * @param outcome how it ended
 * @param detail one line that says why it failed; empty otherwise
 * @param watermark how far the source had been read when it was last noted, for a source that is read by position
 */
public record Run(
        String id,
        String pipeline,
        String cause,
        String process,
        Instant started,
        Optional<Instant> ended,
        Outcome outcome,
        Optional<String> detail,
        Optional<String> watermark,
        Counts counts) {

    /** A run that begins now. */
    public static Run begin(String pipeline, String cause, String process) {
        return new Run(
                UUID.randomUUID().toString(),
                pipeline,
                cause,
                process,
                WallClock.now(),
                Optional.empty(),
                Outcome.RUNNING,
                Optional.empty(),
                Optional.empty(),
                Counts.NONE);
    }

    /** This process, as runs name it: its id and its host. */
    public static String thisProcess() {
        return ProcessHandle.current().pid() + "@" + host();
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Whether its process is known to be gone, however it ended: it was of this host, and there is none of its id. */
    public boolean isOrphaned() {
        String[] parts = process.split("@", 2);
        return parts[1].equals(host())
                && ProcessHandle.of(Long.parseLong(parts[0])).isEmpty();
    }

    /** The same run while it goes on, with what it has done so far. */
    public Run with(Optional<String> newWatermark, Counts newCounts) {
        return new Run(id, pipeline, cause, process, started, ended, outcome, detail, newWatermark, newCounts);
    }

    /** The same run after its end. */
    public Run ended(Instant when, Outcome how, Optional<String> why) {
        return new Run(id, pipeline, cause, process, started, Optional.of(when), how, why, watermark, counts);
    }

    /** One line for people: what started it, how it stands and what it has done. */
    public String summary() {
        return "%s (%s) %s%s: %d stored, %d duplicates, %d dead letters"
                .formatted(
                        id,
                        cause,
                        outcome.code(),
                        detail.map(why -> ", " + why).orElse(""),
                        counts.stored(),
                        counts.duplicates(),
                        counts.deadLetters());
    }
}
