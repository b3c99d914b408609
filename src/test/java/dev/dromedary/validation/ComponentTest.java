package dev.dromedary.validation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.support.DefaultEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ComponentTest {

    private static final Set<String> OF_EVERY_ENDPOINT =
            Set.of("bridgeErrorHandler", "exceptionHandler", "exchangePattern");

    /** What is said of our own components is what their endpoints take. */
    @ParameterizedTest
    @CsvSource({
        "sqs-batch, dev.dromedary.sqs.SqsBatchEndpoint, queue",
        "table-changes, dev.dromedary.capture.TableChangesEndpoint, table",
        "s3-objects, dev.dromedary.objects.ObjectsEndpoint, bucket"
    })
    void ourOwnAreDescribedAsTheyAre(String name, String endpoint, String path) throws ClassNotFoundException {
        Component component = Component.named(name).orElseThrow();
        Set<String> described = new TreeSet<>(component.options());
        assertThat(described.remove(path)).isTrue();
        described.removeAll(OF_EVERY_ENDPOINT);

        Set<String> setters = new TreeSet<>(JavaTypes.properties(Class.forName(endpoint)));
        setters.removeAll(JavaTypes.properties(DefaultEndpoint.class));

        assertThat(described).isEqualTo(setters);
        assertThat(component.consumes()).isTrue();
        assertThat(component.produces()).isFalse();
    }

    @Test
    void optionsOfAFamilyAreKnownByTheirBeginning() {
        Component kafka = Component.named("kafka").orElseThrow();

        assertThat(kafka.option("additionalProperties.transactional.id")).isPresent();
        assertThat(kafka.option("linger-ms")).isPresent();
        assertThat(kafka.option("transactional.id")).isEmpty();
    }

    @Test
    void whatIsNotThereIsNotThere() {
        assertThat(Component.named("kafak")).isEmpty();
        assertThat(Component.named("../component/kafka")).isEmpty();
        assertThat(Component.named("")).isEmpty();
        assertThat(ComponentNames.all()).contains("kafka", "sqs-batch", "direct");
    }
}
