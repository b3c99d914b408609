package dev.dromedary.alerts;

import dev.dromedary.clock.WallClock;
import dev.dromedary.database.Database;
import dev.dromedary.database.SqlFaults;
import dev.dromedary.pipeline.Attendant;
import dev.dromedary.pipeline.FailureLog;
import dev.dromedary.pipeline.Pipelines;
import dev.dromedary.pipeline.RouteFolder;
import dev.dromedary.pipeline.Threads;
import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.settings.Settings;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the pipelines of this process now and then, on a thread of its own, and writes down what receivers are to be told.
 * It holds no pipeline up, and nothing that fails here fails elsewhere.
 */
public final class AlertWatch implements Attendant {

    private static final Logger LOG = LoggerFactory.getLogger(AlertWatch.class);

    /** How long the end of a process that fails waits for its last words to be delivered. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final Settings settings;
    private final AlertRoutes routes;
    private final Terms terms;
    private final Duration window;
    private final RememberedAlerts remembered;
    private final Clock clock = WallClock.utc();
    private final Map<String, Diagnosis> diagnoses = new HashMap<>();
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(Threads.named("alert-watch"));
    private StoredAlerts stored;
    private Outbox outbox;
    private FactFinder facts;
    private List<Symptom> symptoms = List.of();
    private List<Alert> known = List.of();
    private boolean stateAway;
    private volatile boolean hasFailed;

    private AlertWatch(Settings settings, AlertRoutes routes) {
        this.settings = settings;
        this.routes = routes;
        this.terms = Terms.of(settings, routes.receivers());
        this.window = settings.duration("alerts.dead-letters-window");
        this.remembered = new RememberedAlerts(terms, clock);
    }

    /**
     * Makes ready to tell the receivers that are set; empty where there are none, and then nothing is loaded.
     *
     * @param pipelines whose bounds are to be checked
     * @throws ConfigurationException if a setting or the file of the routes is wrong
     */
    public static Optional<AlertWatch> open(Settings settings, RouteFolder folder, Set<String> pipelines) {
        Optional<AlertRoutes> routes = AlertRoutes.load(settings, folder);
        if (routes.isEmpty()) {
            return Optional.empty();
        }
        try {
            pipelines.forEach(pipeline -> Bounds.of(pipeline, settings));
            return Optional.of(new AlertWatch(settings, routes.get()));
        } catch (ConfigurationException e) {
            routes.get().close();
            throw e;
        }
    }

    @Override
    public void started(Pipelines pipelines) {
        Database state = pipelines
                .bean("state", Database.class)
                .orElseThrow(() -> new ConfigurationException(
                        "alerts are remembered in the state: beans.camel.yaml needs the bean state, and has none"));
        stored = new StoredAlerts(state, terms, clock);
        try {
            stored.prepare();
        } catch (SQLException e) {
            LOG.debug("The state does not answer, which the first look will say", e);
        } catch (ConfigurationException e) {
            // The pipelines run already, and do not need it.
            LOG.error("Alerts are not remembered by the state, only by this process: {}", e.getMessage());
        }
        facts = new FactFinder(pipelines);
        Duration interval = settings.duration("alerts.interval");
        outbox = new Outbox(List.of(remembered, stored), interval);
        routes.start(outbox);
        timer.scheduleWithFixedDelay(
                () -> guarded(this::look), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        LOG.info("Alerts go to {}", String.join(", ", terms.receivers()));
    }

    private static void guarded(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            // Else nobody would look any more.
            LOG.warn(
                    "The pipelines could not be looked at for alerts: {}",
                    e.getClass().getName());
            LOG.debug("Cause", e);
        } catch (Error e) {
            Threads.end(e);
        }
    }

    private void look() {
        if (hasFailed) {
            // What has just been told of the end is not in the log of the runs yet, and would seem to be over.
            return;
        }
        Instant now = clock.instant();
        Map<String, Facts> found = facts.find(
                now.minus(window), name -> Bounds.of(name, settings).lag().isPresent());
        diagnoses.keySet().retainAll(found.keySet());
        List<Symptom> all = new ArrayList<>();
        found.forEach((name, its) -> all.addAll(diagnoses
                .computeIfAbsent(name, added -> new Diagnosis(added, Bounds.of(added, settings), now))
                .of(its, now)));
        symptoms = all;
        record(found.keySet());
    }

    private void record(Set<String> pipelines) {
        int written = 0;
        try {
            stored.adopt(remembered.active(), remembered.over());
            written = stored.record(pipelines, symptoms);
            remembered.forgetAlerts();
            known = stored.active();
            if (stateAway) {
                LOG.info("The state takes alerts again");
            }
            stateAway = false;
        } catch (SQLException | RuntimeException e) {
            if (isRace(e)) {
                // Another process has just written; the next look is early enough.
                return;
            }
            if (!stateAway) {
                LOG.warn(
                        "The state takes no alerts, so this process tells of them by itself: {}",
                        e instanceof SQLException sql ? SqlFaults.describe(sql) : FailureLog.describe(e));
                remembered.adopt(known, List.of());
            }
            stateAway = true;
            written = remembered.record(pipelines, symptoms);
        }
        if (written > 0) {
            outbox.notifyOfNews();
        }
    }

    /** Classes of SQLSTATE: integrity constraint violation, transaction rollback. */
    private static boolean isRace(Exception e) {
        String state = e instanceof SQLException sql ? SqlFaults.root(sql).getSQLState() : null;
        return state != null && (state.startsWith("23") || state.startsWith("40"));
    }

    @Override
    public void failed(String pipeline, String why) {
        hasFailed = true;
        timer.execute(() -> guarded(() -> {
            List<Symptom> all = new ArrayList<>(symptoms);
            all.removeIf(symptom -> symptom.pipeline().equals(pipeline) && symptom.rule() == Rule.RUN_FAILED);
            all.add(new Symptom(
                    Rule.RUN_FAILED, pipeline, true, clock.instant(), pipeline + ": its run failed: " + why));
            symptoms = all;
            record(Set.of(pipeline));
        }));
    }

    private void awaitDelivery() {
        try {
            outbox.awaitEmpty(terms.receivers(), LAST_WORDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        Threads.await(timer, LAST_WORDS);
        timer.shutdownNow();
        if (hasFailed && outbox != null) {
            awaitDelivery();
        }
        routes.close();
        if (facts != null) {
            facts.close();
        }
    }
}
