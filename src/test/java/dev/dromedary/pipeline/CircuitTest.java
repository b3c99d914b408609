package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CircuitTest {

    private final Circuit circuit = new Circuit("logins", 3);
    private final List<String> told = new ArrayList<>();

    private final Runnable listener = () -> told.add(state() == Circuit.State.CLOSED ? "closed" : "opened");

    private Circuit.State state() {
        return circuit.reading().state();
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            circuit.failed("the warehouse is gone");
        }
    }

    @Test
    void opensAfterFailuresInARow() {
        circuit.listen(listener);
        fail(2);
        circuit.succeeded();
        fail(2);
        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
        assertThat(circuit.reading().why()).isEmpty();

        fail(1);
        assertThat(state()).isEqualTo(Circuit.State.OPEN);
        assertThat(circuit.reading().why()).contains("the warehouse is gone");
        assertThat(told).containsExactly("opened");
    }

    @Test
    void isHalfOpenWhileItIsProbedAndClosesAtTheFirstSuccess() {
        circuit.listen(listener);
        fail(3);
        circuit.probing();
        assertThat(state()).isEqualTo(Circuit.State.HALF_OPEN);
        fail(1);
        assertThat(state()).isEqualTo(Circuit.State.OPEN);

        circuit.probing();
        circuit.succeeded();
        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
        assertThat(circuit.reading().why()).isEmpty();
        assertThat(circuit.reading().since()).isPresent();
        assertThat(told).containsExactly("opened", "closed");
    }

    @Test
    void aTryBeforeItOpensIsNoProbe() {
        circuit.failed("slow");
        circuit.probing();

        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
    }

    @Test
    void whatAPersonHoldsIsNotReadWhateverTheStateIs() {
        circuit.hold(true);
        assertThat(circuit.letsRead()).isFalse();
        fail(3);
        circuit.succeeded();
        assertThat(circuit.letsRead()).isFalse();

        circuit.hold(false);
        assertThat(circuit.letsRead()).isTrue();
    }

    @Test
    void routesThatBeginAnewBeginClosed() {
        circuit.listen(listener);
        fail(3);
        circuit.reset();

        assertThat(state()).isEqualTo(Circuit.State.CLOSED);
        assertThat(circuit.reading().why()).isEmpty();
        assertThat(told).containsExactly("opened");
        fail(3);
        assertThat(told).containsExactly("opened", "opened");
    }

    @Test
    void whoIsForgottenIsToldNoMore() {
        circuit.listen(listener);
        circuit.forget(listener);
        fail(3);

        assertThat(told).isEmpty();
    }
}
