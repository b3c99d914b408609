package dev.dromedary.management;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.dromedary.pipeline.BusyException;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.settings.Nearest;
import dev.dromedary.status.LiveStatus;
import dev.dromedary.status.PipelineReport;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers on the management port, in JSON:
 *
 * <ul>
 *   <li>{@code GET /pipelines}, {@code GET /pipelines/NAME}: how they stand, see {@link PipelineReport}
 *   <li>{@code POST /pipelines/NAME/run}: starts a run; 202 with the run
 *   <li>{@code POST /pipelines/NAME/pause}, {@code .../resume}: 200 with the pipeline
 *   <li>{@code GET /runs/ID}: what became of a run
 * </ul>
 *
 * Errors are 401 without the token, 404, 405, and 409 where the pipeline is in another state; the body is an object with
 * {@code error}. Thread-safe.
 */
final class ManagementHandler implements HttpHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ManagementHandler.class);
    private static final JsonMapper JSON = new JsonMapper();

    private final Access access;
    private final Pipelines pipelines;
    private final LiveStatus status;

    ManagementHandler(Access access, Pipelines pipelines, LiveStatus status) {
        this.access = access;
        this.pipelines = pipelines;
        this.status = status;
    }

    private record Answer(int code, JsonNode body) {

        static Answer error(int code, String why) {
            return new Answer(code, JsonNodeFactory.instance.objectNode().put("error", why));
        }
    }

    @Override
    public void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = JSON.writeValueAsBytes(answer.body());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.sendResponseHeaders(answer.code(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) {
        if (access.caller(exchange).isEmpty()) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
            return Answer.error(401, "show the token: Authorization: Bearer TOKEN (management.token)");
        }
        try {
            List<String> path = Arrays.stream(exchange.getRequestURI().getPath().split("/"))
                    .filter(part -> !part.isEmpty())
                    .toList();
            Answer answer = answer(exchange.getRequestMethod(), path);
            if (!exchange.getRequestMethod().equals("GET")) {
                LOG.info(
                        "{} {} from {}: {}",
                        exchange.getRequestMethod(),
                        exchange.getRequestURI().getPath(),
                        exchange.getRemoteAddress().getAddress().getHostAddress(),
                        answer.code());
            }
            return answer;
        } catch (BusyException e) {
            return Answer.error(409, e.getMessage());
        } catch (Exception e) {
            LOG.warn("{} {} failed: {}", exchange.getRequestMethod(), exchange.getRequestURI(), FailureLog.describe(e));
            return Answer.error(500, FailureLog.describe(e));
        }
    }

    private Answer answer(String method, List<String> path) throws Exception {
        if (path.size() == 2 && path.get(0).equals("runs")) {
            return get(method, () -> pipelines
                    .run(path.get(1))
                    .map(run -> new Answer(200, PipelineReport.json(run)))
                    .orElseGet(() -> Answer.error(404, "there is no run " + path.get(1))));
        }
        if (path.equals(List.of("pipelines"))) {
            return get(method, () -> new Answer(200, list()));
        }
        if (path.size() < 2 || path.size() > 3 || !path.get(0).equals("pipelines")) {
            return Answer.error(
                    404, "there are /pipelines, /pipelines/NAME, /pipelines/NAME/run, pause or resume, /runs/ID");
        }
        String name = path.get(1);
        Optional<Pipeline> pipeline = pipelines.find(name);
        if (pipeline.isEmpty()) {
            List<String> names = pipelines.all().stream().map(Pipeline::name).toList();
            return Answer.error(
                    404,
                    "this process has no pipeline \"" + name + "\"; it has " + String.join(", ", names)
                            + Nearest.suggestion(name, names));
        }
        return path.size() == 2
                ? get(method, () -> new Answer(200, status.one(pipeline.get())))
                : post(method, pipeline.get(), path.get(2));
    }

    private interface Work {
        Answer run() throws Exception;
    }

    private static Answer get(String method, Work work) throws Exception {
        return method.equals("GET") ? work.run() : Answer.error(405, "only GET");
    }

    private Answer post(String method, Pipeline pipeline, String action) throws Exception {
        if (!method.equals("POST")) {
            return Answer.error(405, "only POST");
        }
        switch (action) {
            case "run":
                return new Answer(202, PipelineReport.json(pipelines.request(pipeline)));
            case "pause":
                pipeline.pause();
                return new Answer(200, status.one(pipeline));
            case "resume":
                pipeline.resume();
                return new Answer(200, status.one(pipeline));
            default:
                return Answer.error(404, "a pipeline can run, pause or resume");
        }
    }

    private ObjectNode list() {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        ArrayNode array = body.putArray("pipelines");
        status.all().forEach(array::add);
        return body;
    }
}
