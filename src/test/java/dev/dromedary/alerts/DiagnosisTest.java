package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.pipeline.Backlog;
import dev.dromedary.pipeline.Circuit;
import dev.dromedary.pipeline.Pipeline;
import dev.dromedary.runs.Counts;
import dev.dromedary.runs.Outcome;
import dev.dromedary.runs.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class DiagnosisTest {

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final Circuit.Reading CLOSED =
            new Circuit.Reading(Circuit.State.CLOSED, Optional.empty(), Optional.empty());

    private final Bounds bounds = new Bounds(
            Duration.ofMinutes(2),
            10,
            Duration.ofMinutes(10),
            Optional.of(100L),
            Duration.ofMinutes(5),
            Optional.of(Duration.ofHours(1)));
    private final Diagnosis diagnosis = new Diagnosis("logins", bounds, START);

    private Pipeline.State state = Pipeline.State.RUNNING;
    private Circuit.Reading circuit = CLOSED;
    private long received;
    private OptionalLong letters = OptionalLong.of(0);
    private Optional<List<Backlog>> waiting = Optional.of(List.of());
    private Optional<List<Run>> runs = Optional.of(List.of());

    private List<Symptom> at(Duration time) {
        return diagnosis.of(new Facts(state, circuit, received, letters, waiting, runs), START.plus(time));
    }

    private static Duration minutes(long minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Run run(String id, Duration started, Optional<Duration> ended, Outcome outcome, long stored) {
        return new Run(
                id,
                "logins",
                "start",
                "1@host",
                START.plus(started),
                ended.map(START::plus),
                outcome,
                outcome == Outcome.FAILED ? Optional.of("the table is gone") : Optional.empty(),
                Optional.empty(),
                new Counts(stored, 0, 0));
    }

    private List<String> ripe(Duration time) {
        return at(time).stream()
                .filter(Symptom::ripe)
                .map(symptom -> symptom.rule().code())
                .toList();
    }

    @Test
    void aCircuitThatIsOpenForLong() {
        circuit = new Circuit.Reading(
                Circuit.State.HALF_OPEN, Optional.of(START), Optional.of("warehouse: SQLSTATE 08001"));

        assertThat(ripe(minutes(1))).isEmpty();
        assertThat(at(minutes(2))).filteredOn(Symptom::ripe).singleElement().satisfies(symptom -> {
            assertThat(symptom.rule().severity()).isEqualTo(Severity.CRITICAL);
            assertThat(symptom.since()).isEqualTo(START);
            assertThat(symptom.summary())
                    .isEqualTo("logins: a system that it needs has been down since 2026-11-21T12:00:00Z:"
                            + " warehouse: SQLSTATE 08001");
        });

        circuit = CLOSED;
        assertThat(ripe(minutes(3))).isEmpty();
    }

    @Test
    void tooManyDeadLettersLately() {
        letters = OptionalLong.of(10);
        assertThat(ripe(minutes(1))).isEmpty();
        letters = OptionalLong.of(11);
        assertThat(at(minutes(2))).filteredOn(Symptom::ripe).singleElement().satisfies(symptom -> assertThat(
                        symptom.summary())
                .isEqualTo("logins: 11 dead letters within 10m, more than 10: dead-letters list --pipeline logins"));

        letters = OptionalLong.empty();
        assertThat(ripe(minutes(3))).as("unknown, so as before").containsExactly("dead-letters");
        letters = OptionalLong.of(3);
        assertThat(ripe(minutes(4))).isEmpty();
    }

    @Test
    void tooMuchWaitsForLong() {
        waiting = Optional.of(List.of(new Backlog(100, "messages", false)));
        assertThat(ripe(minutes(0))).isEmpty();
        waiting = Optional.of(List.of(new Backlog(101, "messages", true)));
        assertThat(ripe(minutes(1))).isEmpty();
        waiting = Optional.empty();
        assertThat(ripe(minutes(3))).as("unknown").isEmpty();
        waiting = Optional.of(List.of(new Backlog(101, "messages", true)));
        assertThat(at(minutes(6))).filteredOn(Symptom::ripe).singleElement().satisfies(symptom -> assertThat(
                        symptom.summary())
                .isEqualTo("logins: at least 101 messages wait at its source, more than 100"));

        waiting = Optional.of(List.of(new Backlog(5, "messages", false)));
        assertThat(ripe(minutes(7))).isEmpty();
        waiting = Optional.of(List.of(new Backlog(101, "messages", false)));
        assertThat(ripe(minutes(8))).as("it begins anew").isEmpty();
        state = Pipeline.State.IDLE;
        assertThat(ripe(minutes(20))).as("between two runs").isEmpty();
    }

    @Test
    void nothingComes() {
        assertThat(ripe(minutes(59))).isEmpty();
        assertThat(at(minutes(60))).filteredOn(Symptom::ripe).singleElement().satisfies(symptom -> assertThat(
                        symptom.summary())
                .isEqualTo("logins: nothing has come for more than 1h"));
        received = 1;
        assertThat(at(minutes(61))).isEmpty();
        assertThat(ripe(minutes(120))).isEmpty();
        assertThat(ripe(minutes(121))).containsExactly("no-data");
    }

    @Test
    void whatComesToAnotherProcessHasCome() {
        runs = Optional.of(List.of(run("other", minutes(-90), Optional.empty(), Outcome.RUNNING, 5)));
        assertThat(ripe(minutes(30))).isEmpty();
        runs = Optional.of(List.of(run("other", minutes(-90), Optional.empty(), Outcome.RUNNING, 6)));
        assertThat(ripe(minutes(59))).isEmpty();
        assertThat(ripe(minutes(118))).isEmpty();
        assertThat(ripe(minutes(119))).containsExactly("no-data");
    }

    @Test
    void anEarlierRunTellsWhenDataCameLast() {
        runs = Optional.of(List.of(
                run("empty", minutes(-10), Optional.of(minutes(-5)), Outcome.DONE, 0),
                run("last", minutes(-90), Optional.of(minutes(-50)), Outcome.DONE, 7)));

        assertThat(ripe(minutes(9))).isEmpty();
        assertThat(ripe(minutes(10))).containsExactly("no-data");
    }

    @Test
    void whoPausesAPipelineWaitsForNoData() {
        state = Pipeline.State.PAUSED;
        assertThat(at(minutes(90))).isEmpty();
        state = Pipeline.State.RUNNING;
        circuit = new Circuit.Reading(Circuit.State.OPEN, Optional.of(START.plus(minutes(91))), Optional.empty());
        assertThat(ripe(minutes(200))).containsExactly("circuit-open");
        circuit = CLOSED;
        assertThat(ripe(minutes(259))).as("it begins when something can come").isEmpty();
        assertThat(ripe(minutes(260))).containsExactly("no-data");
        state = Pipeline.State.PAUSED;
        assertThat(ripe(minutes(270))).as("it is not over by that").containsExactly("no-data");
    }

    @Test
    void aRunHasFailedUntilAnotherHasGoneWell() {
        Run failed = run("failed", minutes(0), Optional.of(minutes(1)), Outcome.FAILED, 5);
        runs = Optional.of(List.of(failed));
        assertThat(at(minutes(2))).filteredOn(Symptom::ripe).singleElement().satisfies(symptom -> {
            assertThat(symptom.summary()).isEqualTo("logins: its last run failed: the table is gone");
            assertThat(symptom.since()).isEqualTo(START.plus(minutes(1)));
        });

        Run next = run("next", minutes(2), Optional.empty(), Outcome.RUNNING, 5);
        runs = Optional.of(List.of(next, failed));
        assertThat(ripe(minutes(3))).containsExactly("run-failed");
        assertThat(ripe(minutes(12))).as("it goes on for ten minutes").isEmpty();
        runs = Optional.of(List.of(run("next", minutes(2), Optional.of(minutes(3)), Outcome.DONE, 5), failed));
        assertThat(ripe(minutes(4))).isEmpty();
    }

    @Test
    void aProcessIsGone() {
        runs = Optional.of(List.of(run("lost", minutes(0), Optional.empty(), Outcome.LOST, 5)));

        assertThat(at(minutes(2))).filteredOn(Symptom::ripe).singleElement().satisfies(symptom -> assertThat(
                        symptom.summary())
                .isEqualTo("logins: its last run was not ended: process 1@host is gone"));
    }
}
