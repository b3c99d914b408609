package dev.dromedary.alerts;

import dev.dromedary.database.Database;
import dev.dromedary.database.Migrations;
import dev.dromedary.database.Query;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The book of all processes, in the state database. What follows from what is wrong is written together with its messages, by
 * conditional changes that succeed in one process: each message is written once (invariant 2). It is delivered at least once,
 * by one process at a time.
 */
final class StoredAlerts implements AlertBook {

    private static final String INSERT = "insert into alerts (pipeline, rule, summary, since, told_at) values"
            + " (?, ?, ?, ?, ?) on conflict (pipeline, rule) do nothing";

    private static final String REPEAT =
            "update alerts set told_at = ?, summary = ? where pipeline = ? and rule = ? and told_at <= ?";

    private static final String RESOLVE = "delete from alerts where pipeline = ? and rule = ? and not exists"
            + " (select 1 from alert_sightings s where s.pipeline = alerts.pipeline and s.rule = alerts.rule"
            + " and s.valid_until > ?)";

    private static final String ADOPT = "insert into alerts (pipeline, rule, summary, since, told_at) values"
            + " (?, ?, ?, ?, ?) on conflict (pipeline, rule) do update set told_at = excluded.told_at"
            + " where alerts.told_at < excluded.told_at";

    private static final String FORGET = "delete from alerts where pipeline = ? and rule = ? and not exists"
            + " (select 1 from alert_sightings s where s.pipeline = alerts.pipeline and s.rule = alerts.rule"
            + " and s.process <> ? and s.valid_until > ?)";

    private final Database database;
    private final Terms terms;
    private final Clock clock;
    private final StoredMessages messages;
    private volatile boolean prepared;

    StoredAlerts(Database database, Terms terms, Clock clock) {
        this.database = database;
        this.terms = terms;
        this.clock = clock;
        this.messages = new StoredMessages(database, terms, clock);
    }

    /**
     * Makes the tables where whoever shares the database has not made them already.
     *
     * @throws SQLException if the database does not answer
     * @throws dev.dromedary.settings.ConfigurationException if they are missing, and may not be made
     */
    void prepare() throws SQLException {
        if (!prepared) {
            if (!isThere()) {
                new Migrations(database, "db/migration/state", database.migrates()).check();
            }
            prepared = true;
        }
    }

    /** A role that may not make tables has to find them made. */
    private boolean isThere() {
        try {
            active();
            return true;
        } catch (SQLException | RuntimeException e) {
            return false;
        }
    }

    @Override
    public int record(Set<String> pipelines, List<Symptom> symptoms) throws SQLException {
        prepare();
        // In one order in all processes, so that none waits for another that waits for it.
        List<Symptom> sorted = symptoms.stream()
                .sorted(Comparator.comparing(Symptom::pipeline).thenComparing(Symptom::rule))
                .toList();
        Instant now = clock.instant();
        return database.inTransaction(connection -> {
            see(connection, sorted, now);
            int written = 0;
            for (Symptom symptom : sorted) {
                written += symptom.ripe() ? raise(connection, symptom, now) : 0;
            }
            for (Alert alert : active(connection)) {
                if (pipelines.contains(alert.pipeline()) && sorted.stream().noneMatch(alert::isOf)) {
                    written += resolve(connection, alert, now);
                }
            }
            messages.forgetOld(connection);
            return written;
        });
    }

    private void see(Connection connection, List<Symptom> symptoms, Instant now) throws SQLException {
        Query.change(
                connection,
                "delete from alert_sightings where process = ? or valid_until < ?",
                terms.process(),
                now.toEpochMilli());
        for (Symptom symptom : symptoms) {
            Query.change(
                    connection,
                    "insert into alert_sightings (pipeline, rule, process, valid_until) values (?, ?, ?, ?)",
                    symptom.pipeline(),
                    symptom.rule().code(),
                    terms.process(),
                    now.plus(terms.silence()).toEpochMilli());
        }
    }

    private int raise(Connection connection, Symptom symptom, Instant now) throws SQLException {
        Alert alert = Alert.of(symptom, now);
        if (insert(connection, INSERT, alert) == 1) {
            return messages.write(connection, Notice.of(Notice.State.FIRING, alert, terms.origin(), now));
        }
        int due = Query.change(
                connection,
                REPEAT,
                now.toEpochMilli(),
                symptom.summary(),
                symptom.pipeline(),
                symptom.rule().code(),
                now.minus(terms.repeat()).toEpochMilli());
        return due == 1 ? messages.write(connection, Notice.of(Notice.State.REPEATED, alert, terms.origin(), now)) : 0;
    }

    private static int insert(Connection connection, String statement, Alert alert) throws SQLException {
        return Query.change(
                connection,
                statement,
                alert.pipeline(),
                alert.rule().code(),
                alert.summary(),
                alert.since().toEpochMilli(),
                alert.toldAt().toEpochMilli());
    }

    private int resolve(Connection connection, Alert alert, Instant now) throws SQLException {
        int over =
                Query.change(connection, RESOLVE, alert.pipeline(), alert.rule().code(), now.toEpochMilli());
        return over == 1 ? messages.write(connection, Notice.of(Notice.State.RESOLVED, alert, terms.origin(), now)) : 0;
    }

    @Override
    public List<Alert> active() throws SQLException {
        return database.reading(StoredAlerts::active);
    }

    private static List<Alert> active(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(
                        "select pipeline, rule, summary, since, told_at from alerts order by pipeline, rule");
                ResultSet rows = statement.executeQuery()) {
            List<Alert> alerts = new ArrayList<>();
            while (rows.next()) {
                Optional<Rule> rule = Rule.find(rows.getString("rule"));
                if (rule.isEmpty()) {
                    // One of another version, which sees to it.
                    continue;
                }
                alerts.add(new Alert(
                        rows.getString("pipeline"),
                        rule.get(),
                        rows.getString("summary"),
                        Instant.ofEpochMilli(rows.getLong("since")),
                        Instant.ofEpochMilli(rows.getLong("told_at"))));
            }
            return alerts;
        }
    }

    @Override
    public void adopt(List<Alert> on, List<Alert> over) throws SQLException {
        if (on.isEmpty() && over.isEmpty()) {
            return;
        }
        prepare();
        long now = clock.instant().toEpochMilli();
        database.inTransaction(connection -> {
            for (Alert alert : on) {
                insert(connection, ADOPT, alert);
            }
            for (Alert alert : over) {
                Query.change(connection, FORGET, alert.pipeline(), alert.rule().code(), terms.process(), now);
            }
            return null;
        });
    }

    @Override
    public Optional<Waiting> next(String receiver) throws SQLException {
        prepare();
        return messages.next(receiver);
    }

    @Override
    public void done(Waiting message) throws SQLException {
        messages.done(message);
    }

    @Override
    public void retry(Waiting message, Duration after) throws SQLException {
        messages.retry(message, after);
    }
}
