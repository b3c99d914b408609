package dev.dromedary.alerts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The book of this process alone, for as long as the state database is away, which may be what there is to tell. What is in
 * it when the process ends is lost; it holds a bounded number of messages.
 */
final class RememberedAlerts implements AlertBook {

    /** Messages for each receiver; of more than that the oldest are forgotten. */
    private static final int MOST = 200;

    private final Terms terms;
    private final Clock clock;
    private final List<Alert> active = new ArrayList<>();
    private final List<Alert> over = new ArrayList<>();
    private final Map<String, Deque<Entry>> messages = new HashMap<>();
    private long number;

    private record Entry(Waiting message, Instant due, boolean held) {}

    RememberedAlerts(Terms terms, Clock clock) {
        this.terms = terms;
        this.clock = clock;
    }

    @Override
    public synchronized int record(Set<String> pipelines, List<Symptom> symptoms) {
        Instant now = clock.instant();
        int written = 0;
        for (Symptom symptom : symptoms) {
            if (symptom.ripe()) {
                written += raise(symptom, now);
            }
        }
        for (Alert alert : List.copyOf(active)) {
            if (pipelines.contains(alert.pipeline()) && symptoms.stream().noneMatch(alert::isOf)) {
                active.remove(alert);
                over.add(alert);
                written += write(Notice.State.RESOLVED, alert, now);
            }
        }
        return written;
    }

    private int raise(Symptom symptom, Instant now) {
        Optional<Alert> present =
                active.stream().filter(alert -> alert.isOf(symptom)).findFirst();
        Alert alert = Alert.of(symptom, now);
        if (present.isEmpty()) {
            over.removeIf(former -> former.isOf(symptom));
            active.add(alert);
            return write(Notice.State.FIRING, alert, now);
        }
        if (present.get().toldAt().plus(terms.repeat()).isAfter(now)) {
            return 0;
        }
        active.set(active.indexOf(present.get()), alert);
        return write(Notice.State.REPEATED, alert, now);
    }

    private int write(Notice.State state, Alert alert, Instant now) {
        Notice notice = Notice.of(state, alert, terms.origin(), now);
        int written = 0;
        for (String receiver : terms.receivers()) {
            Deque<Entry> waiting = waiting(receiver);
            boolean untold = waiting.stream()
                    .anyMatch(entry -> entry.message().notice().key().equals(notice.key()));
            if (state == Notice.State.REPEATED && untold) {
                continue;
            }
            if (waiting.size() == MOST) {
                waiting.removeFirst();
            }
            waiting.addLast(new Entry(new Waiting(receiver, ++number, 0, "", notice), now, false));
            written++;
        }
        return written;
    }

    private Deque<Entry> waiting(String receiver) {
        return messages.computeIfAbsent(receiver, name -> new ArrayDeque<>());
    }

    @Override
    public synchronized List<Alert> active() {
        return List.copyOf(active);
    }

    @Override
    public synchronized void adopt(List<Alert> on, List<Alert> isOver) {
        on.stream().filter(alert -> active.stream().noneMatch(alert::isSame)).forEach(active::add);
        active.removeIf(alert -> isOver.stream().anyMatch(alert::isSame));
    }

    /** The alerts that were on since another book had them, and are not any more. */
    synchronized List<Alert> over() {
        return List.copyOf(over);
    }

    /** Lets another book have the alerts; messages stay until they are delivered. */
    synchronized void forgetAlerts() {
        active.clear();
        over.clear();
    }

    @Override
    public synchronized Optional<Waiting> next(String receiver) {
        Deque<Entry> waiting = waiting(receiver);
        Instant now = clock.instant();
        waiting.removeIf(
                entry -> entry.message().notice().at().plus(terms.keep()).isBefore(now));
        Entry first = waiting.peekFirst();
        if (first == null || first.held() || first.due().isAfter(now)) {
            return Optional.empty();
        }
        Waiting old = first.message();
        Waiting taken = new Waiting(receiver, old.number(), old.attempts() + 1, terms.process(), old.notice());
        waiting.removeFirst();
        waiting.addFirst(new Entry(taken, first.due(), true));
        return Optional.of(taken);
    }

    @Override
    public synchronized void done(Waiting message) {
        waiting(message.receiver()).removeIf(entry -> entry.message().number() == message.number());
    }

    @Override
    public synchronized void retry(Waiting message, Duration after) {
        Deque<Entry> waiting = waiting(message.receiver());
        if (waiting.removeIf(entry -> entry.message().number() == message.number())) {
            waiting.addFirst(new Entry(message, clock.instant().plus(after), false));
        }
    }
}
