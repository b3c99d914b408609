package dev.dromedary.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class RememberedAlertsTest extends AlertBookContract {

    @Override
    AlertBook open(String process, String... receivers) {
        return new RememberedAlerts(terms(process, receivers), clock);
    }

    @Test
    void aReceiverThatIsGoneCostsNoMoreThanSoMuchMemory() throws Exception {
        AlertBook book = open("one", "slack");
        for (int i = 0; i < 1000; i++) {
            book.record(LOGINS, circuit);
            book.record(LOGINS, List.of());
        }

        assertThat(delivered(book, "slack")).hasSize(200).endsWith("firing circuit-open", "resolved circuit-open");
    }

    @Test
    void whatIsOverIsKnownUntilAnotherBookHasIt() throws Exception {
        RememberedAlerts book = (RememberedAlerts) open("one", "slack");
        book.adopt(List.of(alert(clock.instant())), List.of());
        book.record(LOGINS, List.of());
        assertThat(book.over()).hasSize(1);

        book.record(LOGINS, circuit);
        assertThat(book.over()).as("it has come back").isEmpty();

        book.record(LOGINS, List.of());
        book.forgetAlerts();
        assertThat(book.over()).isEmpty();
    }
}
