package dev.dromedary.pipeline;

import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import dev.dromedary.schedule.Timetable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pipeline of this process: it is idle, runs or is paused, one run at a time. A bounded run ends by itself when the
 * source is empty, any other with the process. Thread-safe; what starts or ends routes may take as long as they take.
 */
public final class Pipeline {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);
    private static final Duration POLL = Duration.ofMillis(100);
    private static final Optional<String> GIVEN_BACK =
            Optional.of("records went back to their source; the log says why");

    /** What a pipeline is doing; it is stopped if it was started and somebody has stopped a route of it. */
    public enum State {
        IDLE,
        RUNNING,
        PAUSED,
        STOPPED;

        /** Lower case, as it is printed. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    private final String name;
    private volatile Timetable timetable;
    private volatile PipelineRoutes routes;
    private final Tally tally;
    private final RunBook runs;
    private final Circuit circuit;
    private final BiConsumer<Pipeline, Run> ended;
    private final Rate rate = new Rate();
    private final ExecutorService worker;
    private volatile State state = State.IDLE;
    private volatile boolean stopped;

    /** @param ended told of each run that has ended, on the thread that ended it */
    Pipeline(
            String name,
            Timetable timetable,
            PipelineRoutes routes,
            Tally tally,
            Circuit circuit,
            History history,
            BiConsumer<Pipeline, Run> ended) {
        this.name = name;
        this.timetable = timetable;
        this.routes = routes;
        this.tally = tally;
        this.runs = new RunBook(name, tally, history);
        this.circuit = circuit;
        this.ended = ended;
        this.worker = Executors.newSingleThreadExecutor(Threads.named("run-" + name));
    }

    public String name() {
        return name;
    }

    public Timetable timetable() {
        return timetable;
    }

    /** Runs at other times from now on. */
    void reschedule(Timetable other) {
        timetable = other;
    }

    public State state() {
        return halt().map(Halt::state).orElse(state);
    }

    /** Why it does nothing although it was started and nobody has paused it, and what to do. */
    public Optional<Halt> halt() {
        return state == State.RUNNING ? routes.halt() : Optional.empty();
    }

    public Tally.Counts counts() {
        return tally.counts();
    }

    /** What it has done since the process started. */
    public Tally tally() {
        return tally;
    }

    /** How far its source has been read, if that is read by position. */
    public Optional<Watermarked.Mark> mark() {
        return routes.mark();
    }

    /** What Camel counts of each of its routes since they were loaded. */
    public List<RouteCounts> routeCounts() {
        return routes.counts();
    }

    public Circuit.Reading circuit() {
        return circuit.reading();
    }

    /** Records that became durable, a second, over the last minute. */
    public double rate() {
        return rate.perSecond();
    }

    /**
     * How much waits at each of its sources that can tell.
     *
     * @throws Exception if one does not answer
     */
    public List<Backlog> backlogs() throws Exception {
        return routes.backlogs();
    }

    boolean has(Route route) {
        return routes.contain(route);
    }

    /** The run that is on, with what it has done so far. */
    public Optional<Run> current() {
        return runs.current(routes.watermark());
    }

    /**
     * Starts a run.
     *
     * @param cause what starts it, see {@link Run#cause}
     * @param bounded whether it ends when the source is empty
     * @throws BusyException if one is on, or the pipeline is paused
     * @throws Exception what a route throws that cannot be started
     */
    synchronized Run begin(String cause, boolean bounded) throws Exception {
        if (stopped || state != State.IDLE) {
            throw new BusyException(name + " is " + (stopped ? "being stopped" : state.code()));
        }
        runs.prepare();
        circuit.reset();
        routes.start();
        Run begun = runs.begin(cause);
        state = State.RUNNING;
        if (bounded) {
            worker.execute(this::drain);
        }
        return begun;
    }

    /**
     * Goes on with other routes, also with the run that is on: those that it has finish what is in flight.
     *
     * @param stop stops the present routes
     */
    synchronized void replace(Runnable stop, PipelineRoutes others) throws Exception {
        routes.leave();
        stop.run();
        runs.forgive();
        routes = others;
        circuit.reset();
        if (state == State.RUNNING) {
            routes.start();
        }
    }

    private void drain() {
        try {
            while (!stopped && runs.isRunning() && !endedBySelf()) {
                TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A route that cannot settle its records would get them again and again, and the run would never end. */
    private boolean endedBySelf() {
        return endIf(() -> state == State.RUNNING && runs.anyGivenBack(), Outcome.FAILED, GIVEN_BACK)
                || endIf(() -> state == State.RUNNING && routes.areDry(), Outcome.DONE, Optional.empty());
    }

    /** Ends the run that is on, if one is: stops its routes, and notes how it ended. */
    void end(Outcome outcome, Optional<String> why) {
        endIf(() -> true, outcome, why);
    }

    /** Looks twice: what held may hold no more when routes that were being replaced have been. */
    private boolean endIf(BooleanSupplier holds, Outcome outcome, Optional<String> why) {
        if (!holds.getAsBoolean()) {
            return false;
        }
        Optional<Run> over;
        synchronized (this) {
            if (!runs.isRunning() || !holds.getAsBoolean()) {
                return false;
            }
            try {
                routes.stop();
            } catch (Exception e) {
                LOG.warn("{}: its routes did not stop: {}", name, FailureLog.describe(e));
            }
            over = runs.end(routes.watermark(), outcome, why);
            // Whoever has paused it resumes it.
            state = state == State.RUNNING ? State.IDLE : state;
        }
        over.ifPresent(run -> ended.accept(this, run));
        return true;
    }

    /** Reads no more until {@link #resume}, and starts no run; what is in flight is finished. */
    public synchronized void pause() throws Exception {
        circuit.hold(true);
        if (state == State.RUNNING) {
            routes.suspend();
        }
        state = State.PAUSED;
        LOG.info("{}: paused", name);
    }

    /** Goes on where {@link #pause} stopped. */
    public synchronized void resume() throws Exception {
        if (state != State.PAUSED) {
            return;
        }
        circuit.hold(false);
        if (runs.isRunning()) {
            routes.resume();
        }
        state = runs.isRunning() ? State.RUNNING : State.IDLE;
        LOG.info("{}: goes on", name);
    }

    /** Takes a sample of the rate, and notes that the run goes on. */
    void sample(boolean note) {
        rate.sample(System.nanoTime(), tally.counts().settled());
        if (note) {
            runs.note(routes.watermark());
        }
    }

    /** Begins nothing any more. What is on goes on until Camel stops the routes. */
    void close() {
        stopped = true;
        worker.shutdown();
    }

    /** Notes the end of the run that is on, after {@link #close} and after its routes have stopped. */
    synchronized void stopped(Outcome outcome, Optional<String> why) {
        runs.end(routes.watermark(), outcome, why);
    }
}
