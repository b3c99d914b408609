package dev.dromedary.pipeline;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has done, in the end.
 *
 * @param pipelines names of those that it ran
 * @param time how long it took
 */
record Summary(Collection<String> pipelines, Tallies tallies, Duration time) {

    private static final Logger LOG = LoggerFactory.getLogger(Summary.class);

    /** Logs a line for each pipeline, and prints it where anybody wants results. */
    void tell(Optional<PrintStream> results) {
        double seconds = time.toNanos() / 1e9;
        for (String pipeline : pipelines) {
            if (!tallies.all().containsKey(pipeline)) {
                LOG.info("Ended {} after {} s", pipeline, Math.round(seconds));
                continue;
            }
            Tally.Counts counts = tallies.of(pipeline).counts();
            String line = String.format(
                    Locale.ROOT,
                    "%s: %d stored, %d duplicates, %d dead letters, %.1f s",
                    pipeline,
                    counts.stored(),
                    counts.duplicates(),
                    counts.deadLetters(),
                    seconds);
            LOG.info("Ended {}", line);
            results.ifPresent(out -> out.println(line));
        }
    }
}
