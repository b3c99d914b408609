package dev.dromedary.tracing;

import dev.dromedary.batch.Batch;
import dev.dromedary.pipeline.Attendant;
import dev.dromedary.pipeline.BatchObserver;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporterBuilder;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sends a span for each batch or object to an OpenTelemetry collector: which pipeline, how many records, what came of
 * them. Nothing of a record, its key and its id included (invariant 4). Sending holds up no batch: what the collector
 * does not take in time is dropped. Thread-safe.
 */
public final class Traces implements Attendant, BatchObserver {

    private static final String NAME = "dromedary";
    private static final String HEADER_NAME = "[\\w!#$%&'*+.^`|~-]+";
    private static final long LAST_WORDS_SECONDS = 5;

    private static final AttributeKey<String> PIPELINE = AttributeKey.stringKey("dromedary.pipeline");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("dromedary.outcome");
    private static final AttributeKey<Long> RECORDS = AttributeKey.longKey("dromedary.records");
    private static final AttributeKey<Long> STORED = AttributeKey.longKey("dromedary.records.stored");
    private static final AttributeKey<Long> DUPLICATES = AttributeKey.longKey("dromedary.records.duplicate");
    private static final AttributeKey<Long> DEAD_LETTERS = AttributeKey.longKey("dromedary.dead_letters");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    private Traces(SdkTracerProvider provider) {
        this.provider = provider;
        this.tracer = provider.get(NAME);
    }

    /**
     * Empty where {@code tracing.enabled} is false.
     *
     * @throws ConfigurationException if the endpoint or the headers are wrong
     */
    public static Optional<Traces> of(Settings settings) {
        if (!settings.isTrue("tracing.enabled")) {
            return Optional.empty();
        }
        if (!SLF4JBridgeHandler.isInstalled()) {
            // The SDK says by java.util.logging that the collector is away.
            SLF4JBridgeHandler.removeHandlersForRootLogger();
            SLF4JBridgeHandler.install();
        }
        Attributes service = Attributes.of(AttributeKey.stringKey("service.name"), settings.text("tracing.service"));
        return Optional.of(new Traces(SdkTracerProvider.builder()
                .setResource(Resource.getDefault().merge(Resource.create(service)))
                .setSampler(Sampler.traceIdRatioBased(Double.parseDouble(settings.text("tracing.sample-ratio"))))
                .addSpanProcessor(BatchSpanProcessor.builder(exporter(settings)).build())
                .build()));
    }

    private static OtlpHttpSpanExporter exporter(Settings settings) {
        String endpoint = settings.text("tracing.endpoint");
        OtlpHttpSpanExporterBuilder builder = OtlpHttpSpanExporter.builder();
        try {
            builder.setEndpoint(endpoint);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(
                    "tracing.endpoint: " + endpoint + " is no URL such as http://localhost:4318/v1/traces", e);
        }
        settings.find("tracing.headers").ifPresent(headers -> addHeaders(builder, headers));
        return builder.build();
    }

    private static void addHeaders(OtlpHttpSpanExporterBuilder builder, String headers) {
        for (String header : headers.split(",")) {
            int equals = header.indexOf('=');
            if (equals < 1) {
                throw new ConfigurationException(
                        "tracing.headers is not of the form NAME=VALUE, several separated by commas");
            }
            String name = header.substring(0, equals).strip();
            String value = header.substring(equals + 1).strip();
            if (!name.matches(HEADER_NAME) || !value.matches("[ -~]*")) {
                // The exporter would log it.
                throw new ConfigurationException("tracing.headers has characters that no header takes");
            }
            builder.addHeader(name, value);
        }
    }

    @Override
    public Optional<BatchObserver> observer() {
        return Optional.of(this);
    }

    @Override
    public Observation begun(Batch batch) {
        Span span = tracer.spanBuilder(batch.pipeline() + " batch")
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(PIPELINE, batch.pipeline())
                .setAttribute(RECORDS, (long) batch.records().size())
                .startSpan();
        return (result, cause) -> end(span, result, cause);
    }

    private static void end(Span span, Optional<Batch> result, Optional<Throwable> cause) {
        span.setAttribute(OUTCOME, result.isPresent() ? "settled" : "returned");
        result.ifPresent(batch -> span.setAttribute(STORED, batch.stored())
                .setAttribute(DUPLICATES, batch.duplicates())
                .setAttribute(DEAD_LETTERS, batch.deadLetters()));
        if (result.isEmpty()) {
            span.setStatus(StatusCode.ERROR, FailureLog.describe(cause.orElse(null)));
            cause.ifPresent(why -> span.setAttribute(ERROR, why.getClass().getName()));
        }
        span.end();
    }

    @Override
    public void started(Pipelines pipelines) {
        // Batches are told one by one.
    }

    @Override
    public void close() {
        // What is in flight still comes to its end.
    }

    /** Sends what has not been sent, if the collector takes it soon. */
    @Override
    public void ended() {
        provider.shutdown().join(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
    }
}
