package dev.dromedary.observe;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.pipeline.Circuit;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * Whether the process lives, and whether its pipelines get through. A system that is down makes it unready and never dead:
 * to kill a process that waits brings no system back. Thread-safe.
 */
final class Health {

    private final Map<String, String> waiting = new ConcurrentSkipListMap<>();
    private volatile Pipelines pipelines;
    private volatile Sampler sampler;
    private volatile boolean stopping;

    /**
     * An answer.
     *
     * @param body {@code status}, UP or DOWN, and {@code checks}, each with {@code name} and {@code status}
     */
    record Report(boolean up, ObjectNode body) {

        private static Report of(ArrayNode checks) {
            boolean up = true;
            for (var check : checks) {
                up &= check.get("status").asText().equals("UP");
            }
            ObjectNode body = JsonNodeFactory.instance.objectNode().put("status", status(up));
            body.set("checks", checks);
            return new Report(up, body);
        }
    }

    /** @param why why the start waits for the system; empty if it does no more */
    void waiting(String system, Optional<String> why) {
        why.ifPresentOrElse(reason -> waiting.put(system, reason), () -> waiting.remove(system));
    }

    void started(Pipelines all, Sampler samples) {
        sampler = samples;
        pipelines = all;
    }

    void stopping() {
        stopping = true;
    }

    /** Down only where no waiting helps: threads that wait for each other. */
    Report live() {
        return Report.of(JsonNodeFactory.instance.arrayNode().add(threads()));
    }

    /** Down before the start, at the end, and while any pipeline waits for a system. */
    Report ready() {
        return Report.of(readiness());
    }

    Report all() {
        return Report.of(readiness().add(threads()));
    }

    private static ObjectNode threads() {
        long[] locked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        return check("threads", locked == null);
    }

    private ArrayNode readiness() {
        ArrayNode checks = JsonNodeFactory.instance.arrayNode();
        Pipelines started = pipelines;
        if (stopping) {
            checks.add(check("process", false).put("state", "stopping"));
        } else if (started == null) {
            ObjectNode process = check("process", false).put("state", "starting");
            waiting.forEach((system, why) -> down(process, system + ": " + why, Optional.empty()));
            checks.add(process);
        } else {
            started.all().forEach(pipeline -> checks.add(check(pipeline)));
        }
        return checks;
    }

    /** Whether the pipeline waits for nothing; one that a person has paused is well, one whose route was stopped is not. */
    boolean isUp(Pipeline pipeline) {
        return pipeline.circuit().state() == Circuit.State.CLOSED
                && pipeline.halt().isEmpty()
                && sampler.of(pipeline.name()).fault().isEmpty()
                && !isBroken(pipeline);
    }

    private ObjectNode check(Pipeline pipeline) {
        ObjectNode check = check(pipeline.name(), isUp(pipeline))
                .put("state", pipeline.state().code());
        Circuit.Reading circuit = pipeline.circuit();
        if (circuit.state() != Circuit.State.CLOSED) {
            down(check, circuit.why().orElse("a step fails"), circuit.since());
        }
        pipeline.halt().ifPresent(halt -> down(check, halt.why(), Optional.empty()));
        Sample sample = sampler.of(pipeline.name());
        sample.fault().ifPresent(why -> down(check, why, Optional.empty()));
        if (isBroken(pipeline)) {
            String why = sample.lastRun().flatMap(run -> run.detail()).orElse("it could not be started");
            down(check, why + "; it is started again by itself", Optional.empty());
        }
        return check;
    }

    /** One that runs continuously is idle only until it is started again. */
    private static boolean isBroken(Pipeline pipeline) {
        return pipeline.state() == Pipeline.State.IDLE && !pipeline.timetable().bounded();
    }

    private static ObjectNode check(String name, boolean up) {
        return JsonNodeFactory.instance.objectNode().put("name", name).put("status", status(up));
    }

    private static String status(boolean up) {
        return up ? "UP" : "DOWN";
    }

    private static void down(ObjectNode check, String why, Optional<Instant> since) {
        ObjectNode system = check.withArray("down").addObject().put("why", why);
        since.ifPresent(moment -> system.put("since", moment.toString()));
    }
}
