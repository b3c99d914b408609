package dev.dromedary.observe;

import dev.dromedary.pipeline.Histogram;
import dev.dromedary.pipeline.Pipeline;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/** Metrics with a label {@code pipeline}, as they are at one moment. For one thread. */
final class Families {

    private final Collection<Pipeline> pipelines;
    private final MetricSnapshots.Builder all = MetricSnapshots.builder();

    Families(Collection<Pipeline> pipelines) {
        this.pipelines = pipelines;
    }

    private static Labels labels(Pipeline pipeline) {
        return Labels.of("pipeline", pipeline.name());
    }

    /** @param name without {@code _total} */
    Families counter(String name, String help, ToDoubleFunction<Pipeline> value) {
        return counters(name, help, pipeline -> Map.of(Labels.EMPTY, value.applyAsDouble(pipeline)));
    }

    /** @param values by their further labels */
    Families counters(String name, String help, Function<Pipeline, Map<Labels, Double>> values) {
        CounterSnapshot.Builder family = CounterSnapshot.builder().name(name).help(help);
        for (Pipeline pipeline : pipelines) {
            values.apply(pipeline)
                    .forEach((further, value) -> family.dataPoint(CounterDataPointSnapshot.builder()
                            .labels(labels(pipeline).merge(further))
                            .value(value)
                            .build()));
        }
        all.metricSnapshot(family.build());
        return this;
    }

    Families gauge(String name, String help, ToDoubleFunction<Pipeline> value) {
        return gauges(name, help, pipeline -> Map.of(Labels.EMPTY, value.applyAsDouble(pipeline)));
    }

    /** A value that some pipelines do not have, or that is not known. */
    Families gaugeIfAny(String name, String help, Function<Pipeline, OptionalDouble> value) {
        return gauges(name, help, pipeline -> {
            OptionalDouble known = value.apply(pipeline);
            return known.isPresent() ? Map.of(Labels.EMPTY, known.getAsDouble()) : Map.of();
        });
    }

    /** 1 for the state that the pipeline is in, and 0 for the others. */
    Families state(String name, String help, Collection<String> states, Function<Pipeline, String> present) {
        return gauges(name, help, pipeline -> {
            Map<Labels, Double> values = new java.util.LinkedHashMap<>();
            String now = present.apply(pipeline);
            states.forEach(state -> values.put(Labels.of("state", state), state.equals(now) ? 1.0 : 0.0));
            return values;
        });
    }

    /** @param values by their further labels */
    Families gauges(String name, String help, Function<Pipeline, Map<Labels, Double>> values) {
        GaugeSnapshot.Builder family = GaugeSnapshot.builder().name(name).help(help);
        for (Pipeline pipeline : pipelines) {
            values.apply(pipeline)
                    .forEach((further, value) -> family.dataPoint(GaugeDataPointSnapshot.builder()
                            .labels(labels(pipeline).merge(further))
                            .value(value)
                            .build()));
        }
        all.metricSnapshot(family.build());
        return this;
    }

    Families histogram(String name, String help, Function<Pipeline, Histogram.Reading> value) {
        HistogramSnapshot.Builder family =
                HistogramSnapshot.builder().name(name).help(help);
        for (Pipeline pipeline : pipelines) {
            Histogram.Reading reading = value.apply(pipeline);
            double[] bounds = DoubleStream.concat(
                            Arrays.stream(reading.bounds()), DoubleStream.of(Double.POSITIVE_INFINITY))
                    .toArray();
            family.dataPoint(HistogramDataPointSnapshot.builder()
                    .labels(labels(pipeline))
                    .classicHistogramBuckets(ClassicHistogramBuckets.of(bounds, reading.counts()))
                    .sum(reading.sum())
                    .build());
        }
        all.metricSnapshot(family.build());
        return this;
    }

    MetricSnapshots.Builder builder() {
        return all;
    }
}
