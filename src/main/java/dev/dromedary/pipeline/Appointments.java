package dev.dromedary.pipeline;

import dev.dromedary.runs.Run;
import dev.dromedary.schedule.Appointment;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When each pipeline that has a cron expression is to run next. Thread-safe. */
final class Appointments {

    private static final Logger LOG = LoggerFactory.getLogger(Appointments.class);

    private final Map<String, Appointment> appointments = new HashMap<>();
    private final History history;
    private final Clock clock;

    Appointments(History history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    synchronized void arrange(Pipeline pipeline) {
        pipeline.timetable().cron().ifPresent(cron -> {
            Optional<Run> last = pipeline.timetable().catchUp() ? last(pipeline.name()) : Optional.empty();
            Appointment appointment = last.filter(history::isCutOff).isPresent()
                    ? Appointment.now(cron, clock.instant())
                    : new Appointment(cron, last.map(Run::started), clock.instant());
            appointments.put(pipeline.name(), appointment);
            tell(pipeline.name(), appointment);
        });
    }

    /** Forgets what was arranged, and arranges what comes from now on. */
    synchronized void arrangeAnew(Pipeline pipeline) {
        cancel(pipeline.name());
        pipeline.timetable().cron().ifPresent(cron -> {
            Appointment appointment = new Appointment(cron, Optional.empty(), clock.instant());
            appointments.put(pipeline.name(), appointment);
            tell(pipeline.name(), appointment);
        });
    }

    synchronized void cancel(String pipeline) {
        appointments.remove(pipeline);
    }

    private static void tell(String pipeline, Appointment appointment) {
        LOG.info(
                "{}: next run {}",
                pipeline,
                appointment.next().map(Instant::toString).orElse("never"));
    }

    private Optional<Run> last(String pipeline) {
        try {
            return history.last(pipeline);
        } catch (SQLException e) {
            LOG.warn("{}: the log of runs does not answer, so no missed run is made good", pipeline);
            return Optional.empty();
        }
    }

    /** Whether the pipeline is due; then its next time is one after now. */
    synchronized boolean isDue(String pipeline) {
        Appointment appointment = appointments.get(pipeline);
        return appointment != null && appointment.isDue(clock.instant());
    }

    synchronized Optional<Instant> next(String pipeline) {
        return Optional.ofNullable(appointments.get(pipeline)).flatMap(Appointment::next);
    }
}
