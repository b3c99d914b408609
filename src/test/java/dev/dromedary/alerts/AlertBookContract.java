package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.ledger.SettableClock;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every book of alerts does. */
abstract class AlertBookContract {

    static final Duration REPEAT = Duration.ofHours(4);
    static final Duration SILENCE = Duration.ofSeconds(50);
    static final Duration HOLD = Duration.ofSeconds(30);
    static final Duration KEEP = Duration.ofDays(1);
    static final Set<String> LOGINS = Set.of("logins");

    final SettableClock clock = new SettableClock();

    /** A book as a process with these receivers has it; all share one where books are shared. */
    abstract AlertBook open(String process, String... receivers) throws SQLException;

    static Terms terms(String process, String... receivers) {
        return new Terms(
                List.of(receivers), process, new Origin("test", "host", Optional.empty()), SILENCE, REPEAT, HOLD, KEEP);
    }

    Symptom symptom(Rule rule, boolean ripe) {
        return new Symptom(rule, "logins", ripe, clock.instant(), "logins: " + rule.code());
    }

    final List<Symptom> circuit = List.of(symptom(Rule.CIRCUIT_OPEN, true));

    /** Delivers what is due, and returns it as {@code state rule}. */
    static List<String> delivered(AlertBook book, String receiver) throws SQLException {
        List<String> texts = new ArrayList<>();
        for (Optional<AlertBook.Waiting> next = book.next(receiver); next.isPresent(); next = book.next(receiver)) {
            book.done(next.get());
            texts.add(next.get().notice().state().code() + " "
                    + next.get().notice().rule().code());
        }
        return texts;
    }

    @Test
    void anAlertIsToldOfWhenItBeginsAndWhenItIsOver() throws Exception {
        AlertBook book = open("one", "slack", "mail");

        assertThat(book.record(LOGINS, circuit)).isEqualTo(2);
        assertThat(book.record(LOGINS, circuit)).isZero();
        assertThat(delivered(book, "slack")).containsExactly("firing circuit-open");
        assertThat(delivered(book, "mail")).containsExactly("firing circuit-open");
        assertThat(book.active()).singleElement().satisfies(alert -> {
            assertThat(alert.pipeline()).isEqualTo("logins");
            assertThat(alert.summary()).isEqualTo("logins: circuit-open");
        });

        assertThat(book.record(LOGINS, List.of())).isEqualTo(2);
        assertThat(book.record(LOGINS, List.of())).isZero();
        assertThat(delivered(book, "slack")).containsExactly("resolved circuit-open");
        assertThat(book.active()).isEmpty();

        book.record(LOGINS, circuit);
        assertThat(delivered(book, "slack")).containsExactly("firing circuit-open");
    }

    @Test
    void anAlertThatLastsIsRepeated() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);
        delivered(book, "slack");

        clock.move(REPEAT.minusSeconds(1));
        assertThat(book.record(LOGINS, circuit)).isZero();
        clock.move(Duration.ofSeconds(1));
        assertThat(book.record(LOGINS, circuit)).isEqualTo(1);
        assertThat(delivered(book, "slack")).containsExactly("repeated circuit-open");
        assertThat(book.record(LOGINS, circuit)).isZero();
    }

    @Test
    void whoDoesNotKnowOfItYetNeedNotHearThatItLasts() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);
        clock.move(REPEAT);
        book.record(LOGINS, circuit);
        book.record(LOGINS, List.of());

        assertThat(delivered(book, "slack")).containsExactly("firing circuit-open", "resolved circuit-open");
    }

    @Test
    void aSymptomThatIsNotRipeRaisesNothingAndEndsNothing() throws Exception {
        AlertBook book = open("one", "slack");
        assertThat(book.record(LOGINS, List.of(symptom(Rule.LAG, false)))).isZero();
        assertThat(book.active()).isEmpty();

        book.record(LOGINS, List.of(symptom(Rule.LAG, true)));
        assertThat(book.record(LOGINS, List.of(symptom(Rule.LAG, false)))).isZero();
        assertThat(delivered(book, "slack")).containsExactly("firing lag");
    }

    @Test
    void whatNobodyHasLookedAtIsNotOver() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);

        assertThat(book.record(Set.of("products"), List.of())).isZero();
        assertThat(book.active()).hasSize(1);
    }

    @Test
    void aMessageIsTakenOnceAndTriedAgainBeforeTheNext() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);
        book.record(LOGINS, List.of());

        AlertBook.Waiting first = book.next("slack").orElseThrow();
        assertThat(first.attempts()).isEqualTo(1);
        assertThat(book.next("slack")).isEmpty();
        book.retry(first, Duration.ofSeconds(10));
        assertThat(book.next("slack")).isEmpty();

        clock.move(Duration.ofSeconds(10));
        AlertBook.Waiting again = book.next("slack").orElseThrow();
        assertThat(again.attempts()).isEqualTo(2);
        assertThat(again.notice()).isEqualTo(first.notice());
        book.done(again);
        assertThat(delivered(book, "slack")).containsExactly("resolved circuit-open");
    }

    @Test
    void whatIsNotTakenForTooLongIsForgotten() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);

        clock.move(KEEP.plusSeconds(1));
        book.record(LOGINS, List.of());

        assertThat(delivered(book, "slack")).containsExactly("resolved circuit-open");
    }

    @Test
    void whatAnotherBookHasToldOfIsNotToldAgain() throws Exception {
        AlertBook book = open("one", "slack");
        Instant told = clock.instant();
        book.adopt(List.of(alert(told)), List.of());

        assertThat(book.record(LOGINS, circuit)).isZero();
        assertThat(book.record(LOGINS, List.of())).isEqualTo(1);
        assertThat(delivered(book, "slack")).containsExactly("resolved circuit-open");
    }

    Alert alert(Instant toldAt) {
        return new Alert("logins", Rule.CIRCUIT_OPEN, "logins: circuit-open", toldAt, toldAt);
    }

    @Test
    void whatAnotherBookHasEndedIsNotEndedAgain() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);
        delivered(book, "slack");

        book.adopt(List.of(), List.of(alert(clock.instant())));

        assertThat(book.record(LOGINS, List.of())).isZero();
        assertThat(book.active()).isEmpty();
    }
}
