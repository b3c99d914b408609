package dev.dromedary.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Growth is seen, and what comes and goes is not taken for it. */
class VitalsTest {

    private static List<Vitals> samples(IntToDoubleFunction heap, IntToDoubleFunction threads) {
        return IntStream.range(0, 40)
                .mapToObj(i -> new Vitals(i, heap.applyAsDouble(i), 200_000, threads.applyAsDouble(i), 50))
                .toList();
    }

    @Test
    void whatComesAndGoesIsNoGrowth() {
        List<Vitals> steady = samples(i -> 30_000 + i * 7919 % 5_000, i -> i % 10 == 0 ? 90 : 60);

        Vitals.expectNoGrowth(steady);
        assertThat(Vitals.slope(steady, Vitals::threads)).isZero();
    }

    @Test
    void theBeginningIsNotLookedAt() {
        Vitals.expectNoGrowth(samples(i -> i < 16 ? 10_000 + 2_000 * i : 42_000, i -> Math.min(i, 10)));
    }

    @Test
    void aLeakIsSeenThroughNoise() {
        List<Vitals> leak = samples(i -> 30_000 + 400 * i + i * 7919 % 5_000, i -> 60);

        assertThat(Vitals.slope(leak, Vitals::heap)).isCloseTo(400, within(100.0));
        assertThatThrownBy(() -> Vitals.expectNoGrowth(leak)).hasMessageContaining("heap");
    }

    @Test
    void aThreadForEachFeedIsSeen() {
        assertThatThrownBy(() -> Vitals.expectNoGrowth(samples(i -> 30_000, i -> 60 + i)))
                .hasMessageContaining("threads");
    }
}
