package dev.dromedary.observe;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.function.BooleanSupplier;

/** All metrics of the process: its own, the JVM's, and those of pipelines when there are any. Thread-safe. */
final class Meters implements AutoCloseable {

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final ExpositionFormats formats = ExpositionFormats.init();
    private final PrometheusMeterRegistry jvm =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, registry, Clock.SYSTEM);
    private final JvmGcMetrics collections = new JvmGcMetrics();

    /**
     * @param version of the program
     * @param ready whether the process is ready
     * @param pipelines collects nothing before they have started
     */
    Meters(String version, BooleanSupplier ready, MultiCollector pipelines) {
        List<MeterBinder> binders = List.of(
                new ClassLoaderMetrics(),
                new JvmMemoryMetrics(),
                collections,
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        binders.forEach(binder -> binder.bindTo(jvm));
        Labels labels = Labels.of("version", version, "java", Runtime.version().toString());
        registry.register(() -> InfoSnapshot.builder()
                .name("dromedary_build")
                .help("What runs here.")
                .dataPoint(InfoDataPointSnapshot.builder().labels(labels).build())
                .build());
        registry.register(() -> GaugeSnapshot.builder()
                .name("dromedary_ready")
                .help("1 if the process is ready, as /observe/health/ready says.")
                .dataPoint(GaugeDataPointSnapshot.builder()
                        .value(ready.getAsBoolean() ? 1 : 0)
                        .build())
                .build());
        registry.register(pipelines);
    }

    /**
     * A scrape.
     *
     * @param type of the text
     */
    record Page(String type, byte[] text) {}

    /** @param accept the header of this name, or null: Prometheus's text, or OpenMetrics where it is asked for */
    Page scrape(String accept) throws IOException {
        ExpositionFormatWriter writer = formats.findWriter(accept);
        ByteArrayOutputStream text = new ByteArrayOutputStream(1 << 14);
        writer.write(text, registry.scrape());
        return new Page(writer.getContentType(), text.toByteArray());
    }

    @Override
    public void close() {
        collections.close();
        jvm.close();
    }
}
