package dev.dromedary.schedule;

import java.time.Instant;
import java.util.Optional;

/** The next time that a pipeline is to run. To be asked by one thread. */
public final class Appointment {

    private final Cron cron;
    private Optional<Instant> next;

    /**
     * @param since the last run's beginning, from which on a time that has passed is made good; empty for none
     * @param now what the clock says
     */
    public Appointment(Cron cron, Optional<Instant> since, Instant now) {
        this.cron = cron;
        this.next = cron.next(since.filter(now::isAfter).orElse(now));
    }

    /** One that is due at once, because the last run did not come to its end. */
    public static Appointment now(Cron cron, Instant now) {
        Appointment appointment = new Appointment(cron, Optional.empty(), now);
        appointment.next = Optional.of(now);
        return appointment;
    }

    /** When it is due next; empty where it never is again. */
    public Optional<Instant> next() {
        return next;
    }

    /** Whether it is due. Then the next time is one after now, however many have passed meanwhile. */
    public boolean isDue(Instant now) {
        if (next.isEmpty() || next.get().isAfter(now)) {
            return false;
        }
        next = cron.next(now);
        return true;
    }
}
