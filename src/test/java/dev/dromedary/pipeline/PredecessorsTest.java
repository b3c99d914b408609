package dev.dromedary.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.schedule.Timetable;
import dev.dromedary.settings.ConfigurationException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PredecessorsTest {

    private final Map<String, Timetable> timetables = new LinkedHashMap<>();
    private boolean once;

    private Predecessors with(String name, Timetable.Kind kind, String... after) {
        timetables.put(name, new Timetable(kind, "", Optional.empty(), true, List.copyOf(Arrays.asList(after))));
        return new Predecessors(() -> timetables, once);
    }

    @Test
    void onePipelineWaitsForAllOfItsPredecessors() {
        with("logins", Timetable.Kind.ON_REQUEST);
        with("products", Timetable.Kind.ON_REQUEST);
        Predecessors predecessors = with("catalog", Timetable.Kind.ON_REQUEST, "logins", "products");

        assertThat(predecessors.await("logins")).isFalse();
        assertThat(predecessors.await("catalog")).isTrue();
        assertThat(predecessors.ended("logins", "catalog")).isFalse();
        assertThat(predecessors.ended("logins", "catalog")).isFalse();
        assertThat(predecessors.ended("products", "catalog")).isTrue();
        assertThat(predecessors.ended("products", "catalog")).isFalse();

        assertThat(predecessors.await("catalog")).isTrue();
        assertThat(predecessors.ended("products", "catalog")).isFalse();
        assertThat(predecessors.ended("products", "logins")).isFalse();
    }

    @Test
    void oneThatRunsContinuouslyIsNotTouchedByTheEndOfAnother() {
        with("logins", Timetable.Kind.CONTINUOUS);
        Predecessors predecessors = with("products", Timetable.Kind.TIMES);

        assertThat(predecessors.ended("products", "logins")).isFalse();
    }

    @Test
    void oneThatDoesNotRunHereIsNotWaitedForByARunThatEnds() {
        once = true;
        assertThat(with("catalog", Timetable.Kind.ON_REQUEST, "elsewhere").await("catalog"))
                .isFalse();
    }

    @Test
    void oneThatComesLaterWithTheSameEditIsWaitedFor() {
        Predecessors predecessors = with("catalog", Timetable.Kind.ON_REQUEST, "logins");
        assertThat(predecessors.await("catalog")).isTrue();
        with("logins", Timetable.Kind.ON_REQUEST);

        assertThat(predecessors.ended("logins", "catalog")).isTrue();
    }

    @Test
    void whatCanNeverComeIsRefused() {
        with("logins", Timetable.Kind.CONTINUOUS);
        with("products", Timetable.Kind.TIMES);
        assertThatCode(with("catalog", Timetable.Kind.ON_REQUEST, "products")::check)
                .doesNotThrowAnyException();
        refused(with("catalog", Timetable.Kind.ON_REQUEST, "logins"), "which runs continuously and never ends");
        refused(
                with("catalog", Timetable.Kind.ON_REQUEST, "product"),
                "there are logins, products, catalog; did you mean \"products\"?");
    }

    @Test
    void aCircleIsRefused() {
        Predecessors itself = with("catalog", Timetable.Kind.ON_REQUEST, "catalog");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(itself::refuseCircles)
                .withMessage("catalog.after: it would wait for itself");

        with("catalog", Timetable.Kind.ON_REQUEST, "logins");
        with("logins", Timetable.Kind.ON_REQUEST, "products");
        assertThatCode(with("products", Timetable.Kind.ON_REQUEST)::refuseCircles)
                .doesNotThrowAnyException();
        Predecessors circle = with("products", Timetable.Kind.ON_REQUEST, "catalog");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(circle::refuseCircles)
                .withMessageContaining("it would wait for itself (by logins, products)");
    }

    private static void refused(Predecessors predecessors, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(predecessors::check)
                .withMessageContaining(message);
    }
}
