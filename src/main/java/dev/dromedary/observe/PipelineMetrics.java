package dev.dromedary.observe;

import dev.dromedary.pipeline.Circuit;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.pipeline.RouteCounts;
import dev.dromedary.pipeline.Watermarked.Mark;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * The metrics of pipelines, read from what they count anyhow: nothing is counted twice, and a scrape waits for nothing.
 * Labels are names of pipelines, routes and states, never anything of a record (invariant 4). Thread-safe.
 */
final class PipelineMetrics implements MultiCollector {

    private static final List<String> STATES =
            Arrays.stream(Pipeline.State.values()).map(Pipeline.State::code).toList();
    private static final List<String> CIRCUIT_STATES =
            Arrays.stream(Circuit.State.values()).map(Circuit.State::code).toList();

    private final Pipelines pipelines;
    private final Sampler sampler;
    private final Health health;

    PipelineMetrics(Pipelines pipelines, Sampler sampler, Health health) {
        this.pipelines = pipelines;
        this.sampler = sampler;
        this.health = health;
    }

    @Override
    public MetricSnapshots collect() {
        Families families = new Families(pipelines.all());
        records(families);
        distributions(families);
        standing(families);
        runs(families);
        routes(families);
        return families.builder().build();
    }

    private static void records(Families families) {
        families.counter(
                        "dromedary_records_received",
                        "Records taken from the source, again after each return to it.",
                        pipeline -> pipeline.counts().received())
                .counter(
                        "dromedary_records_stored",
                        "Records that landed in the sink for the first time.",
                        pipeline -> pipeline.counts().stored())
                .counter(
                        "dromedary_records_duplicate",
                        "Records that the sink had already, or that another process finishes.",
                        pipeline -> pipeline.counts().duplicates())
                .counter(
                        "dromedary_records_returned",
                        "Records that went back to their source, to be received again.",
                        pipeline -> pipeline.counts().givenBack())
                .counters(
                        "dromedary_dead_letters",
                        "Records that became dead letters, by reason.",
                        pipeline -> labelled("reason", pipeline.tally().deadLetters(), reason -> reason.code()))
                .gauge(
                        "dromedary_records_in_flight",
                        "Records received and neither durable nor returned.",
                        pipeline -> Math.max(0, pipeline.counts().inFlight()));
    }

    private static void distributions(Families families) {
        families.histogram(
                        "dromedary_batch_records", "Records in a batch that is durable.", pipeline -> pipeline.tally()
                                .batchSizes())
                .histogram(
                        "dromedary_batch_duration_seconds",
                        "Time of a durable batch from the beginning of the route to its end, retries included.",
                        pipeline -> pipeline.tally().durations())
                .histogram(
                        "dromedary_record_latency_seconds",
                        "Time from the source's timestamp of a record to its being durable.",
                        pipeline -> pipeline.tally().latencies());
    }

    private void standing(Families families) {
        families.gauge(
                        "dromedary_pipeline_up",
                        "1 if the pipeline waits for no system and all its routes run.",
                        pipeline -> health.isUp(pipeline) ? 1 : 0)
                .state(
                        "dromedary_pipeline_state",
                        "1 for the state that the pipeline is in.",
                        STATES,
                        pipeline -> pipeline.state().code())
                .state(
                        "dromedary_circuit_state",
                        "1 for the state that the pipeline's circuit is in.",
                        CIRCUIT_STATES,
                        pipeline -> pipeline.circuit().state().code())
                .gauge(
                        "dromedary_source_up",
                        "1 if the pipeline's sources answered when last asked.",
                        pipeline -> sampler.of(pipeline.name()).fault().isEmpty() ? 1 : 0)
                .gaugeIfAny(
                        "dromedary_lag_records",
                        "Messages, rows or objects that waited at the source when it was last asked, at least.",
                        pipeline -> real(sampler.of(pipeline.name()).waiting()))
                .gaugeIfAny(
                        "dromedary_dead_letters_open",
                        "Dead letters that have neither landed nor been discarded.",
                        pipeline -> real(sampler.of(pipeline.name()).openLetters()))
                .gaugeIfAny(
                        "dromedary_watermark_sequence",
                        "Number of the last change that has landed.",
                        pipeline -> real(pipeline.mark().map(Mark::sequence).orElseGet(OptionalLong::empty)))
                .gaugeIfAny(
                        "dromedary_watermark_timestamp_seconds",
                        "Time of the last change that has landed.",
                        pipeline -> seconds(pipeline.mark().flatMap(Mark::time).orElse(null)));
    }

    private void runs(Families families) {
        families.counters("dromedary_runs", "Runs that have ended in this process, by outcome.", pipeline -> {
                    Map<Outcome, Long> ended = new HashMap<>(pipeline.tally().runs());
                    ended.keySet().removeAll(List.of(Outcome.RUNNING, Outcome.LOST));
                    return labelled("outcome", ended, Outcome::code);
                })
                .gaugeIfAny(
                        "dromedary_last_run_end_timestamp_seconds",
                        "When the last run ended, in whatever process.",
                        pipeline -> last(pipeline, run -> seconds(run.ended().orElse(null))))
                .gaugeIfAny(
                        "dromedary_last_run_duration_seconds",
                        "How long the last run took, in whatever process.",
                        pipeline -> last(pipeline, run -> run.ended()
                                .map(end -> OptionalDouble.of(
                                        Duration.between(run.started(), end).toMillis() / 1e3))
                                .orElseGet(OptionalDouble::empty)))
                .gaugeIfAny(
                        "dromedary_last_run_success",
                        "1 if the last run, in whatever process, ended as it should.",
                        pipeline -> last(
                                pipeline,
                                run -> OptionalDouble.of(
                                        run.outcome() == Outcome.FAILED || run.outcome() == Outcome.LOST ? 0 : 1)))
                .gaugeIfAny(
                        "dromedary_next_run_timestamp_seconds",
                        "When the clock starts the next run.",
                        pipeline -> seconds(pipelines.next(pipeline.name()).orElse(null)));
    }

    private static void routes(Families families) {
        families.counters(
                        "dromedary_route_exchanges",
                        "Exchanges that have ended, by route and outcome, since the route was loaded; one may hold a batch.",
                        pipeline -> {
                            Map<Labels, Double> values = new LinkedHashMap<>();
                            for (RouteCounts route : pipeline.routeCounts()) {
                                values.put(route(route, "completed"), (double) route.completed());
                                values.put(route(route, "failed"), (double) route.failed());
                            }
                            return values;
                        })
                .counters(
                        "dromedary_route_exchange_seconds",
                        "Time that the exchanges of a route took together, since the route was loaded.",
                        pipeline -> ofRoutes(pipeline, RouteCounts::seconds))
                .gauges(
                        "dromedary_route_exchanges_in_flight",
                        "Exchanges under way, by route.",
                        pipeline -> ofRoutes(pipeline, route -> (double) route.inFlight()));
    }

    private static Labels route(RouteCounts route, String outcome) {
        return Labels.of("route", route.routeId(), "outcome", outcome);
    }

    private static Map<Labels, Double> ofRoutes(Pipeline pipeline, Function<RouteCounts, Double> value) {
        Map<Labels, Double> values = new LinkedHashMap<>();
        pipeline.routeCounts().forEach(route -> values.put(Labels.of("route", route.routeId()), value.apply(route)));
        return values;
    }

    private static <K> Map<Labels, Double> labelled(String label, Map<K, Long> counts, Function<K, String> code) {
        Map<Labels, Double> values = new LinkedHashMap<>();
        counts.forEach((key, count) -> values.put(Labels.of(label, code.apply(key)), (double) count));
        return values;
    }

    private OptionalDouble last(Pipeline pipeline, Function<Run, OptionalDouble> value) {
        return sampler.of(pipeline.name()).lastRun().map(value).orElseGet(OptionalDouble::empty);
    }

    private static OptionalDouble real(OptionalLong value) {
        return value.isPresent() ? OptionalDouble.of(value.getAsLong()) : OptionalDouble.empty();
    }

    /** @param moment null where there is none */
    private static OptionalDouble seconds(Instant moment) {
        return moment == null ? OptionalDouble.empty() : OptionalDouble.of(moment.toEpochMilli() / 1e3);
    }
}
