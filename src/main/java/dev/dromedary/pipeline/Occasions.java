package dev.dromedary.pipeline;

import dev.dromedary.schedule.Timetable;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What starts bounded runs beside those who ask for them: the clock, and the ends of other pipelines. Thread-safe. */
final class Occasions {

    private final Map<String, Pipeline> pipelines;
    private final History history;
    private final Predecessors predecessors;
    private final Appointments appointments;

    /**
     * @param pipelines those of this process now, by name
     * @param once whether each of them runs one time
     * @throws dev.dromedary.settings.ConfigurationException if pipelines wait for what can never come
     */
    Occasions(Map<String, Pipeline> pipelines, History history, Clock clock, boolean once) {
        this.pipelines = pipelines;
        this.history = history;
        this.predecessors = new Predecessors(this::timetables, once);
        this.appointments = new Appointments(history, clock);
        predecessors.refuseCircles();
        if (!once) {
            predecessors.check();
        }
    }

    private Map<String, Timetable> timetables() {
        Map<String, Timetable> timetables = new TreeMap<>();
        pipelines.forEach((name, pipeline) -> timetables.put(name, pipeline.timetable()));
        return timetables;
    }

    /**
     * Arranges the runs of a bounded pipeline from the start of the process on.
     *
     * @return what it is to be run after at once, because a former process ended when that had, and before it had had its turn
     */
    Optional<String> arrange(Pipeline pipeline) {
        predecessors.await(pipeline.name());
        appointments.arrange(pipeline);
        Timetable timetable = pipeline.timetable();
        if (!timetable.catchUp() || timetable.cron().isPresent()) {
            return Optional.empty();
        }
        Optional<Instant> begun = history.begunAndNotCutOff(pipeline.name());
        return timetable.after().stream()
                .filter(pipelines::containsKey)
                .filter(before -> history.endedWellSince(before, begun))
                .filter(before -> predecessors.ended(before, pipeline.name()))
                .findFirst();
    }

    /** Arranges the runs of a bounded pipeline whose timetable is another from now on. */
    void rearrange(Pipeline pipeline) {
        predecessors.await(pipeline.name());
        appointments.arrangeAnew(pipeline);
    }

    /** Forgets a pipeline. */
    void cancel(String name) {
        appointments.cancel(name);
    }

    /** A run begins, or would: begins to wait anew for others; false if there are none to wait for. */
    boolean await(String name) {
        return predecessors.await(name);
    }

    /** One has ended well; whether it is the last that the other waited for. */
    boolean ended(String before, String name) {
        return predecessors.ended(before, name);
    }

    /** Whether the clock says that the pipeline is to run; then its next time is one after now. */
    boolean isDue(String name) {
        return appointments.isDue(name);
    }

    /** When the pipeline is to run next; empty where no clock says so. */
    Optional<Instant> next(String name) {
        return appointments.next(name);
    }
}
