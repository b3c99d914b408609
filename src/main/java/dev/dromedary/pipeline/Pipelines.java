package dev.dromedary.pipeline;

import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.runs.RunLog;
import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipelines of this process, and what starts their runs: the start of the process, the clock, the end of another
 * pipeline's run, or somebody who asks. Thread-safe.
 */
public final class Pipelines {

    private static final Logger LOG = LoggerFactory.getLogger(Pipelines.class);

    private final Map<String, Pipeline> pipelines = new ConcurrentSkipListMap<>();
    private final Outcomes outcomes = new Outcomes();
    private final CamelContext context;
    private final PipelineFactory factory;
    private final History history;
    private final boolean once;
    private final Occasions occasions;
    private final Restarts restarts;
    private final Samples samples;

    /**
     * @param context where the beans are that pipelines share
     * @param contexts where each pipeline's routes are, by its name
     * @param files where each pipeline's routes are from, by name
     * @param once whether each of them runs one time, until its source is empty
     * @throws ConfigurationException if a timetable is wrong
     */
    Pipelines(
            CamelContext context,
            Function<String, CamelContext> contexts,
            Collection<RouteFile> files,
            Settings settings,
            Tallies tallies,
            Circuits circuits,
            RunFailure failure,
            boolean once,
            Clock clock) {
        this.context = context;
        this.once = once;
        Duration interval = settings.duration("progress.interval");
        this.samples = new Samples(interval);
        this.history = new History(Optional.ofNullable(context.getRegistry().findSingleByType(RunLog.class)), interval);
        this.factory = new PipelineFactory(tallies, circuits, history, settings.duration("once.idle"), this::ended);
        for (RouteFile file : files) {
            if (file.isPipeline()) {
                add(file.name(), contexts.apply(file.name()), settings);
            }
        }
        this.occasions = new Occasions(pipelines, history, clock, once);
        this.restarts = new Restarts(pipelines, failure);
    }

    private Pipeline add(String name, CamelContext own, Settings settings) {
        Pipeline pipeline = factory.make(name, own, settings);
        pipelines.put(name, pipeline);
        return pipeline;
    }

    /** Lets a pipeline go on with the routes of another context when its own have stopped, or starts a new one. */
    void put(String name, CamelContext own, Settings settings, Runnable stop) throws Exception {
        PipelineFactory.startOthers(
                own.getRoutes(), route -> RouteFile.name(route).equals(name));
        Pipeline present = pipelines.get(name);
        if (present == null) {
            start(add(name, own, settings));
        } else {
            factory.renew(present, own, stop);
        }
    }

    /** Lets a bounded pipeline run at other times from now on; a run that is on goes on. */
    void reschedule(String name, Timetable timetable) {
        Pipeline pipeline = pipelines.get(name);
        pipeline.reschedule(timetable);
        occasions.rearrange(pipeline);
    }

    /** Ends a pipeline, if there is one of that name: its last run has begun when its routes are stopped. */
    void remove(String name, Runnable stop) {
        find(name).ifPresent(Pipeline::close);
        stop.run();
        Optional.ofNullable(pipelines.remove(name)).ifPresent(gone -> {
            occasions.cancel(name);
            restarts.forget(name);
            gone.stopped(gone.timetable().bounded() ? Outcome.INTERRUPTED : Outcome.DONE, Optional.empty());
        });
    }

    /** Ends a pipeline that could not be brought back, if it is to come again with other times than these. */
    void removeUnlessAt(Timetable timetable, String name) {
        find(name)
                .filter(stopped -> !stopped.timetable().equals(timetable))
                .ifPresent(stopped -> remove(name, () -> {}));
    }

    /** What the route files declare one of, such as the store of the dead letters. */
    public <T> Optional<T> bean(Class<T> type) {
        return Optional.ofNullable(context.getRegistry().findSingleByType(type));
    }

    /** What the route files declare under this name. */
    public <T> Optional<T> bean(String name, Class<T> type) {
        return Optional.ofNullable(context.getRegistry().lookupByNameAndType(name, type));
    }

    public Collection<Pipeline> all() {
        return pipelines.values();
    }

    /** The pipeline of this name, if this process has it. */
    public Optional<Pipeline> find(String name) {
        return Optional.ofNullable(pipelines.get(name));
    }

    /** The run with this id, of this process or of an earlier one; throws if the log of runs does not answer. */
    public Optional<Run> run(String id) throws SQLException {
        for (Pipeline pipeline : pipelines.values()) {
            Optional<Run> current = pipeline.current().filter(run -> run.id().equals(id));
            if (current.isPresent()) {
                return current;
            }
        }
        return history.find(id);
    }

    /** The last run of the pipeline that has ended, in any process; throws if the log of runs does not answer. */
    public Optional<Run> lastEnded(String pipeline) throws SQLException {
        return history.lastEnded(pipeline);
    }

    /** When the pipeline is to run next; empty where no clock says so. */
    public Optional<Instant> next(String pipeline) {
        return occasions.next(pipeline);
    }

    /**
     * Starts a bounded run because somebody asks for it.
     *
     * @throws BusyException if one is on, the pipeline is paused, or it runs continuously
     * @throws Exception what a route throws that cannot be started
     */
    public Run request(Pipeline pipeline) throws Exception {
        if (!pipeline.timetable().bounded()) {
            throw new BusyException(pipeline.name() + " runs continuously; give it a " + pipeline.name()
                    + ".schedule (a cron expression or on-request) to run it when asked");
        }
        return begin(pipeline, "request");
    }

    /** Starts what starts with the process. */
    void start() throws Exception {
        for (Pipeline pipeline : pipelines.values()) {
            if (once) {
                startOnce(pipeline);
            } else {
                start(pipeline);
            }
        }
    }

    private void start(Pipeline pipeline) {
        if (!pipeline.timetable().bounded()) {
            restarts.start(pipeline, "start");
        } else {
            occasions.arrange(pipeline).ifPresent(before -> beginUnlessBusy(pipeline, "after " + before));
        }
    }

    private void startOnce(Pipeline pipeline) throws Exception {
        if (!occasions.await(pipeline.name())) {
            begin(pipeline, "once");
        }
    }

    private Run begin(Pipeline pipeline, String cause) throws Exception {
        if (pipeline.state() != Pipeline.State.IDLE) {
            throw new BusyException(pipeline.name() + " is " + pipeline.state().code());
        }
        occasions.await(pipeline.name());
        return pipeline.begin(cause, true);
    }

    /** Starts what is due, and notes how things stand; to be called often, by one thread. */
    void tick() {
        restarts.tick();
        for (Pipeline pipeline : pipelines.values()) {
            if (occasions.isDue(pipeline.name())) {
                beginUnlessBusy(pipeline, "schedule");
            }
        }
        samples.take(pipelines.values());
    }

    private void beginUnlessBusy(Pipeline pipeline, String cause) {
        try {
            begin(pipeline, cause);
        } catch (BusyException e) {
            LOG.warn("{}: a run is skipped, {}", pipeline.name(), e.getMessage());
        } catch (Exception e) {
            LOG.error("{}: a run could not be started: {}", pipeline.name(), FailureLog.describe(e));
            outcomes.note(pipeline.name(), Outcome.FAILED);
        }
    }

    private void ended(Pipeline pipeline, Run run) {
        LOG.info("{}: run {}", pipeline.name(), run.summary());
        if (run.outcome() == Outcome.DONE) {
            for (Pipeline follower : pipelines.values()) {
                if (occasions.ended(pipeline.name(), follower.name())) {
                    beginUnlessBusy(follower, "after " + pipeline.name());
                }
            }
        }
        outcomes.note(pipeline.name(), run.outcome());
    }

    /** Whether each has had its one run, or cannot have it because one before it failed. */
    boolean allOver() {
        return outcomes.areOf(pipelines.keySet())
                || failed()
                        && pipelines.values().stream().allMatch(pipeline -> pipeline.state() == Pipeline.State.IDLE);
    }

    /** Whether a run has failed. */
    boolean failed() {
        return outcomes.anyFailed();
    }

    /** Begins nothing any more. */
    void close() {
        pipelines.values().forEach(Pipeline::close);
    }

    /** Notes the end of what is on, after {@link #close} and after all routes have stopped. */
    void stopped(Optional<RuntimeException> fault) {
        for (Pipeline pipeline : pipelines.values()) {
            boolean blamed = fault.isPresent() && RunFailure.concerns(fault.get(), pipeline.name());
            Outcome outcome = blamed
                    ? Outcome.FAILED
                    : pipeline.timetable().bounded() || once ? Outcome.INTERRUPTED : Outcome.DONE;
            pipeline.stopped(outcome, fault.filter(e -> blamed).map(Throwable::getMessage));
        }
    }
}
