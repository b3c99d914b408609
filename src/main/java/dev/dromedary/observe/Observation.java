package dev.dromedary.observe;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.settings.Settings;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a process tells of itself under {@code /observe}, from before its pipelines have started until after they have
 * stopped:
 *
 * <ul>
 *   <li>{@code metrics}: for Prometheus, as text or OpenMetrics
 *   <li>{@code health/live}, {@code health/ready}, {@code health} for both: JSON, with 200 or 503
 * </ul>
 *
 * Nothing here shows a record or a secret. Thread-safe.
 */
public final class Observation implements HttpHandler {

    public static final String PATH = "/observe";

    private static final Set<String> READING = Set.of("GET", "HEAD");

    private static final JsonMapper JSON = new JsonMapper();

    private final Settings settings;
    private final Predicate<HttpExchange> allowed;
    private final Health health = new Health();
    private volatile PipelineMetrics metrics;
    private Sampler sampler;
    private Meters meters;

    /** @param authorised whether a caller shows the token, for where it is asked for */
    public Observation(Settings settings, Predicate<HttpExchange> authorised) {
        this.settings = settings;
        this.allowed = settings.isTrue("observe.open") ? exchange -> true : authorised;
    }

    /**
     * The start waits for a system, or no more.
     *
     * @param why why it is not there; empty if it is
     */
    public void waiting(String system, Optional<String> why) {
        health.waiting(system, why);
    }

    /** The pipelines have been started. */
    public void started(Pipelines pipelines) {
        sampler = Sampler.start(pipelines, settings.duration("observe.interval"));
        health.started(pipelines, sampler);
        metrics = new PipelineMetrics(pipelines, sampler, health);
        // Made now rather than at the first scrape, and beside the pipelines, which need not wait for it.
        Threads.named("observe-start").newThread(this::meters).start();
    }

    /** The process is about to end. */
    public void stopping() {
        health.stopping();
    }

    /** Asks sources no more; what is known is still told. */
    public void close() {
        if (sampler != null) {
            sampler.close();
        }
    }

    private synchronized Meters meters() {
        if (meters == null) {
            String version = Observation.class.getPackage().getImplementationVersion();
            meters = new Meters(
                    version == null ? "unknown" : version,
                    () -> health.ready().up(),
                    () -> metrics == null ? MetricSnapshots.of() : metrics.collect());
        }
        return meters;
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            exchange.getResponseHeaders().set("Content-Type", answer.type());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(answer.code(), head ? -1 : answer.body().length);
            if (!head) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private record Answer(int code, String type, byte[] body) {

        static Answer text(int code, String line) {
            return new Answer(code, "text/plain; charset=utf-8", (line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        static Answer of(Health.Report report) throws IOException {
            return new Answer(report.up() ? 200 : 503, "application/json", JSON.writeValueAsBytes(report.body()));
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        if (!allowed.test(exchange)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            return Answer.text(
                    401, "show the token: Authorization: Bearer TOKEN (management.token), or set observe.open");
        }
        if (!READING.contains(exchange.getRequestMethod())) {
            return Answer.text(405, "only GET");
        }
        switch (exchange.getRequestURI().getPath().replaceFirst("/$", "")) {
            case PATH + "/metrics":
                Meters.Page page = meters().scrape(exchange.getRequestHeaders().getFirst("Accept"));
                return new Answer(200, page.type(), page.text());
            case PATH + "/health/live":
                return Answer.of(health.live());
            case PATH + "/health/ready":
                return Answer.of(health.ready());
            case PATH + "/health":
                return Answer.of(health.all());
            default:
                return Answer.text(404, "there are metrics, health, health/live and health/ready under " + PATH);
        }
    }
}
