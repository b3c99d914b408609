package dev.dromedary.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.clock.WallClock;
import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Circuit;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one pipeline stands, as JSON that others script against: {@code name}, {@code state}, {@code circuit}, {@code
 * waiting}, {@code run}, {@code lastRun}, {@code deadLetters}, {@code recordsPerSecond}, {@code watermark}, {@code
 * nextRun}, and {@code needs}: what needs a person, one line each. Holds no content of any record. For one thread.
 */
public final class PipelineReport {

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();
    /** A run that goes on for so long has got over what ended the one before. */
    private static final Duration SOUND = Duration.ofMinutes(10);

    private boolean isGoingWell;
    private final ArrayNode needs = JsonNodeFactory.instance.arrayNode();

    /** @param state what it is doing: running, paused, idle, stopped or lost */
    public PipelineReport(String name, String state) {
        json.put("name", name);
        json.put("state", state);
        json.set("needs", needs);
    }

    /** @param patience how long a circuit may be open before a person should look */
    PipelineReport circuit(Circuit.Reading reading, Duration patience, Instant now) {
        ObjectNode circuit =
                json.putObject("circuit").put("state", reading.state().code());
        reading.since().ifPresent(since -> circuit.put("since", since.toString()));
        reading.why().ifPresent(why -> circuit.put("why", why));
        boolean open = reading.state() != Circuit.State.CLOSED;
        if (open && reading.since().filter(now.minus(patience)::isAfter).isPresent()) {
            need("a system that it needs has been down since "
                    + seconds(reading.since().get()) + ": " + reading.why().orElse("it fails"));
        }
        return this;
    }

    PipelineReport backlogs(List<Backlog> backlogs) {
        ArrayNode waiting = json.putArray("waiting");
        for (Backlog backlog : backlogs) {
            waiting.addObject()
                    .put("count", backlog.waiting())
                    .put("unit", backlog.unit())
                    .put("atLeast", backlog.atLeast());
        }
        return this;
    }

    PipelineReport noBacklog(String why) {
        json.put("waitingUnknown", why);
        return this;
    }

    PipelineReport rate(double recordsPerSecond) {
        json.put("recordsPerSecond", Math.round(recordsPerSecond * 10) / 10.0);
        return this;
    }

    PipelineReport inFlight(long records) {
        json.put("inFlight", Math.max(0, records));
        return this;
    }

    PipelineReport schedule(String schedule, Optional<Instant> next) {
        json.put("schedule", schedule);
        next.ifPresent(time -> json.put("nextRun", time.toString()));
        return this;
    }

    PipelineReport run(Optional<Run> run) {
        run.ifPresent(on -> json.set("run", json(on)));
        isGoingWell = run.filter(on -> on.started().isBefore(WallClock.now().minus(SOUND)))
                .isPresent();
        run.flatMap(Run::watermark).ifPresent(watermark -> json.put("watermark", watermark));
        return this;
    }

    PipelineReport lastRun(Optional<Run> last) {
        last.ifPresent(run -> {
            json.set("lastRun", json(run));
            if (!json.has("watermark")) {
                run.watermark().ifPresent(watermark -> json.put("watermark", watermark));
            }
            if (isGoingWell) {
                return;
            }
            if (run.outcome() == Outcome.FAILED) {
                need("its last run failed: " + run.detail().orElse("see the log"));
            } else if (run.outcome() == Outcome.LOST) {
                need("its last run was not ended: process " + run.process() + " is gone");
            } else if (run.outcome() == Outcome.INTERRUPTED && !json.has("run") && !json.has("nextRun")) {
                need("its last run was told to end before its source was empty");
            }
        });
        return this;
    }

    PipelineReport deadLetters(OptionalLong open) {
        open.ifPresent(letters -> {
            json.put("deadLetters", letters);
            if (letters > 0) {
                need(letters + (letters == 1 ? " dead letter" : " dead letters") + ": dead-letters list --pipeline "
                        + json.get("name").asText());
            }
        });
        return this;
    }

    PipelineReport need(String line) {
        needs.add(line);
        return this;
    }

    public ObjectNode json() {
        return json;
    }

    /** A run as JSON. */
    public static ObjectNode json(Run run) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", run.id());
        json.put("pipeline", run.pipeline());
        json.put("cause", run.cause());
        json.put("process", run.process());
        json.put("started", run.started().toString());
        run.ended().ifPresent(ended -> json.put("ended", ended.toString()));
        json.put("outcome", run.outcome().code());
        run.detail().ifPresent(detail -> json.put("detail", detail));
        json.put("stored", run.counts().stored());
        json.put("duplicates", run.counts().duplicates());
        json.put("deadLetters", run.counts().deadLetters());
        return json;
    }

    private static String seconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
