package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What a book does that several processes share, and that outlives them. */
abstract class StoredAlertsContract extends AlertBookContract {

    @Test
    void ofSeveralProcessesOneTells() throws Exception {
        AlertBook one = open("one", "slack");
        AlertBook two = open("two", "slack");
        assertThat(one.record(LOGINS, circuit)).isEqualTo(1);
        assertThat(two.record(LOGINS, circuit)).isZero();

        assertThat(one.record(LOGINS, List.of())).as("the other still sees it").isZero();
        assertThat(two.record(LOGINS, List.of())).isEqualTo(1);
        assertThat(delivered(one, "slack")).containsExactly("firing circuit-open", "resolved circuit-open");
        assertThat(delivered(two, "slack")).isEmpty();
    }

    @Test
    void whatAProcessHasSeenThatIsGoneCountsForAWhile() throws Exception {
        AlertBook killed = open("killed", "slack");
        killed.record(LOGINS, circuit);
        delivered(killed, "slack");

        AlertBook next = open("next", "slack");
        assertThat(next.record(LOGINS, List.of())).isZero();
        clock.move(SILENCE);
        assertThat(next.record(LOGINS, List.of())).isEqualTo(1);
        assertThat(delivered(next, "slack")).containsExactly("resolved circuit-open");
    }

    @Test
    void anAlertThatStillHoldsAfterARestartIsNotNew() throws Exception {
        AlertBook former = open("former", "slack");
        former.record(LOGINS, List.of(symptom(Rule.LAG, true)));
        delivered(former, "slack");
        clock.move(SILENCE.plusSeconds(1));

        AlertBook next = open("next", "slack");
        assertThat(next.record(LOGINS, List.of(symptom(Rule.LAG, false)))).isZero();
        assertThat(next.record(LOGINS, List.of(symptom(Rule.LAG, true)))).isZero();
        assertThat(next.active()).hasSize(1);
    }

    @Test
    void aMessageThatAKilledProcessHadIsDeliveredByAnother() throws Exception {
        AlertBook killed = open("killed", "slack");
        killed.record(LOGINS, circuit);
        AlertBook.Waiting taken = killed.next("slack").orElseThrow();

        AlertBook next = open("next", "slack");
        assertThat(next.next("slack")).isEmpty();
        clock.move(HOLD);
        assertThat(delivered(next, "slack")).containsExactly("firing circuit-open");
        killed.done(taken);
    }

    @Test
    void processesThatTakeAtTheSameTimeTakeEachMessageOnce() throws Exception {
        List<AlertBook> books = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            books.add(open("process-" + i, "slack"));
        }
        ExecutorService threads = Executors.newFixedThreadPool(books.size());
        try {
            for (int round = 0; round < 10; round++) {
                assertThat(recordAll(threads, books, circuit)).isEqualTo(1);
                clock.move(SILENCE.plusSeconds(1));
                assertThat(recordAll(threads, books, List.of())).isEqualTo(1);
            }
            List<Callable<List<String>>> deliveries = new ArrayList<>();
            books.forEach(book -> deliveries.add(() -> {
                List<String> own = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    own.addAll(delivered(book, "slack"));
                }
                return own;
            }));
            List<String> all = new ArrayList<>();
            for (Future<List<String>> own : threads.invokeAll(deliveries)) {
                all.addAll(own.get());
            }
            assertThat(all).hasSize(20);
        } finally {
            threads.shutdownNow();
        }
    }

    private static int recordAll(ExecutorService threads, List<AlertBook> books, List<Symptom> symptoms)
            throws Exception {
        List<Callable<Integer>> records = new ArrayList<>();
        books.forEach(book -> records.add(() -> book.record(LOGINS, symptoms)));
        int written = 0;
        for (Future<Integer> record : threads.invokeAll(records)) {
            written += record.get();
        }
        return written;
    }

    @Test
    void whatIsHeldIsNotDueEarlierThanItIsSaidToBe() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);
        AlertBook.Waiting first = book.next("slack").orElseThrow();
        clock.move(HOLD);
        AlertBook.Waiting second = book.next("slack").orElseThrow();
        // It is another's by now.
        book.retry(first, Duration.ZERO);
        assertThat(book.next("slack")).isEmpty();
        book.done(second);
        assertThat(book.next("slack")).isEmpty();
    }

    @Test
    void whatAnotherBookHasRepeatedIsNotRepeatedAgain() throws Exception {
        AlertBook book = open("one", "slack");
        book.record(LOGINS, circuit);
        delivered(book, "slack");
        clock.move(REPEAT);

        book.adopt(List.of(alert(clock.instant())), List.of());

        assertThat(book.record(LOGINS, circuit)).isZero();
    }

    @Test
    void whatAnotherProcessStillSeesIsNotOverBecauseThisOneHasEndedIt() throws Exception {
        AlertBook one = open("one", "slack");
        AlertBook two = open("two", "slack");
        one.record(LOGINS, circuit);
        two.record(LOGINS, circuit);

        one.adopt(List.of(), List.of(alert(clock.instant())));

        assertThat(one.active()).hasSize(1);
    }
}
