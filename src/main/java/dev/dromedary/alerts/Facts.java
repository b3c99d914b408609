package dev.dromedary.alerts;

import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Circuit;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.runs.Run;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known of one pipeline at one moment. Empty is what could not be found out.
 *
 * @param received records that this process has received since its start
 * @param letters open dead letters that failed within {@link Bounds#window}, of all processes
 * @param waiting what waits at the sources
 * @param runs the latest runs of all processes, latest first
 */
record Facts(
        Pipeline.State state,
        Circuit.Reading circuit,
        long received,
        OptionalLong letters,
        Optional<List<Backlog>> waiting,
        Optional<List<Run>> runs) {}
