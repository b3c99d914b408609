package dev.dromedary.jmx;

import com.fasterxml.jackson.databind.JsonNode;
import dev.dromedary.pipeline.BusyException;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.pipeline.Tally;
import dev.dromedary.status.LiveStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pipeline for JMX. What costs a question to a source or to the state is asked every two seconds, however many attributes
 * a caller reads. Thread-safe.
 */
final class PipelineBean implements PipelineMXBean {

    private static final Logger LOG = LoggerFactory.getLogger(PipelineBean.class);
    private static final Duration FRESH = Duration.ofSeconds(2);
    private static final long UNKNOWN = -1;

    private final Pipeline pipeline;
    private final Pipelines pipelines;
    private final LiveStatus status;
    private final Replays replays;
    private final AtomicReference<Report> latest = new AtomicReference<>(Report.none());

    PipelineBean(Pipeline pipeline, Pipelines pipelines, LiveStatus status, Replays replays) {
        this.pipeline = pipeline;
        this.pipelines = pipelines;
        this.status = status;
        this.replays = replays;
    }

    /** What was answered, and when in nanoseconds; each is another, even of those without an answer. */
    private static final class Report {

        private final JsonNode json;
        private final long asked = System.nanoTime();

        private Report(JsonNode json) {
            this.json = json;
        }

        static Report none() {
            return new Report(null);
        }

        boolean isFresh() {
            return json != null && System.nanoTime() - asked <= FRESH.toNanos();
        }
    }

    /** Asks without a lock, since a state that is down takes its time. */
    private JsonNode report() {
        Report known = latest.get();
        if (known.isFresh()) {
            return known.json;
        }
        Report fresh = new Report(status.one(pipeline));
        latest.compareAndSet(known, fresh);
        return fresh.json;
    }

    private void forget() {
        latest.set(Report.none());
    }

    private String text(String pointer) {
        JsonNode value = report().at(pointer);
        return value.isMissingNode() ? null : value.asText();
    }

    private Tally.Counts counts() {
        return pipeline.counts();
    }

    @Override
    public String getState() {
        return pipeline.state().code();
    }

    @Override
    public String getCircuit() {
        return pipeline.circuit().state().code();
    }

    @Override
    public String getCircuitSince() {
        return pipeline.circuit().since().map(Object::toString).orElse(null);
    }

    @Override
    public String getCircuitCause() {
        return pipeline.circuit().why().orElse(null);
    }

    @Override
    public String getSchedule() {
        return pipeline.timetable().toString();
    }

    @Override
    public String getNextRun() {
        return pipelines.next(pipeline.name()).map(Object::toString).orElse(null);
    }

    @Override
    public long getReceived() {
        return counts().received();
    }

    @Override
    public long getStored() {
        return counts().stored();
    }

    @Override
    public long getDuplicates() {
        return counts().duplicates();
    }

    @Override
    public long getDeadLetters() {
        return counts().deadLetters();
    }

    @Override
    public long getOpenDeadLetters() {
        return report().path("deadLetters").asLong(UNKNOWN);
    }

    @Override
    public long getGivenBack() {
        return counts().givenBack();
    }

    @Override
    public long getInFlight() {
        return Math.max(0, counts().inFlight());
    }

    @Override
    public double getRecordsPerSecond() {
        return pipeline.rate();
    }

    @Override
    public List<String> getWaiting() {
        List<String> waiting = new ArrayList<>();
        for (JsonNode source : report().path("waiting")) {
            waiting.add((source.get("atLeast").asBoolean() ? "at least " : "")
                    + source.get("count").asText() + " " + source.get("unit").asText());
        }
        return waiting;
    }

    @Override
    public String getRun() {
        return text("/run/id");
    }

    @Override
    public String getLastRun() {
        return text("/lastRun/outcome");
    }

    @Override
    public String getLastRunEnded() {
        return text("/lastRun/ended");
    }

    @Override
    public List<String> getNeeds() {
        List<String> needs = new ArrayList<>();
        report().path("needs").forEach(need -> needs.add(need.asText()));
        return needs;
    }

    @Override
    public String getReplay() {
        return replays.of(pipeline.name());
    }

    @Override
    public String run() {
        String[] id = new String[1];
        steer("run", () -> id[0] = pipelines.request(pipeline).id());
        return id[0];
    }

    @Override
    public void pause() {
        steer("pause", pipeline::pause);
    }

    @Override
    public void resume() {
        steer("resume", pipeline::resume);
    }

    @Override
    public void replayDeadLetters() {
        steer("replay of dead letters", () -> replays.start(pipeline.name()));
    }

    private interface Step {
        void run() throws Exception;
    }

    /** Who calls over JMX need not have our classes. */
    private void steer(String what, Step step) {
        try {
            step.run();
            LOG.info("{}: {} by JMX", pipeline.name(), what);
        } catch (BusyException | IllegalStateException e) {
            throw new IllegalStateException(e.getMessage());
        } catch (Exception e) {
            LOG.warn("{}: {} by JMX failed: {}", pipeline.name(), what, FailureLog.describe(e));
            throw new IllegalStateException(what + " failed: " + FailureLog.describe(e));
        } finally {
            forget();
        }
    }
}
