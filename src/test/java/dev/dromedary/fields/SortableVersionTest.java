package dev.dromedary.fields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.settings.ConfigurationException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SortableVersionTest {

    private static final String SHAPE = "must be two or three numbers with dots between them";

    private final SortableVersion version = version("app_version");

    @ParameterizedTest
    @CsvSource({
        "2.3.0, 2003000",
        "0.96, 96000",
        "2.3, 2003000",
        "0.0.0, 0",
        "0.0.1, 1",
        "1.2.3, 1002003",
        "10.20.30, 10020030",
        "1.999.999, 1999999",
        "2146.999.999, 2146999999"
    })
    void isMajorMinorPatch(String text, int expected) {
        assertThat(encode(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2.3.4.5",
                "2",
                "",
                " ",
                "latest",
                "-1.2.3",
                "1.-2",
                "1.2.",
                ".1.2",
                "1..2",
                "1,2",
                "v1.2",
                "1.2.3-rc1",
                " 1.2",
                "1.2\n",
                "1.2 ",
                "+1.2",
                "1e1.0",
                "\u0661.\u0662",
                "\uff11.\uff12",
                "1234567890.0"
            })
    void whatIsNoVersionIsRejected(String text) {
        rejected(text, SHAPE);
    }

    @ParameterizedTest
    @CsvSource({
        "99999.0.0, has a major part over 2146",
        "2147.0.0, has a major part over 2146",
        "999999999.0, has a major part over 2146",
        "1.1000.0, has a minor part over 999",
        "1.1000, has a minor part over 999",
        "1.0.1000, has a patch part over 999"
    })
    void aPartThatWouldRunIntoTheNextIsRejected(String text, String detail) {
        rejected(text, detail);
    }

    @Test
    void sortsAsVersionsDoAndNotAsText() {
        List<Object> encoded = Stream.of(
                        "0.0.1",
                        "0.1",
                        "0.9.9",
                        "0.10",
                        "0.96",
                        "1.0",
                        "1.2.3",
                        "1.2.10",
                        "1.10.0",
                        "2.0.999",
                        "2.1",
                        "10.0",
                        "2146.999.999")
                .map(this::encode)
                .toList();

        assertThat(encoded).doesNotHaveDuplicates().allMatch(Integer.class::isInstance);
        assertThat(encoded.stream().map(Integer.class::cast)).isSorted();
    }

    @Test
    void aNumberCountsByItsText() {
        assertThat(encode(new BigDecimal("2.30"))).isEqualTo(2030000);
        rejected(2, SHAPE);
        rejected(true, SHAPE);
        rejected(JsonNodeFactory.instance.objectNode().put("major", 2), SHAPE);
        rejected(JsonNodeFactory.instance.arrayNode().add("2.3"), SHAPE);
    }

    @Test
    void nullAndAnAbsentFieldStayAsTheyAre() {
        Map<String, Object> fields = new LinkedHashMap<>();
        assertThat(version.encode(fields)).isEmpty();
        fields.put("app_version", null);
        assertThat(version.encode(fields)).containsExactly(entry("app_version", null));
    }

    @Test
    void otherFieldsAndTheirOrderStayAndTheInputIsNotChanged() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("b", null);
        fields.put("app_version", "2.3.0");
        fields.put("a", "2.3.0");

        assertThat(version.encode(fields))
                .containsExactly(entry("b", null), entry("app_version", 2003000), entry("a", "2.3.0"));
        assertThat(fields).containsEntry("app_version", "2.3.0");
    }

    @Test
    void inABatchARecordWithoutAVersionTakesNoOtherAlong() {
        Batch batch =
                version.encode(Batch.of("p", List.of(record("1", "1.2"), record("2", "word"), record("3", "1.3"))));

        assertThat(batch.records())
                .extracting(record -> record.fields().get("app_version"))
                .containsExactly(1002000, 1003000);
        assertThat(batch.rejections())
                .containsExactly(new Rejection(record("2", "word"), Reason.INVALID, "$.app_version", SHAPE));
    }

    @Test
    void anotherFieldMayHoldTheVersion() {
        assertThat(version("release").encode(Map.of("release", "1.0"))).containsExactly(entry("release", 1000000));
        assertThatExceptionOfType(RecordRejectedException.class)
                .isThrownBy(() -> version("release").encode(Map.of("release", "x")))
                .satisfies(e -> assertThat(e.path()).isEqualTo("$.release"));
    }

    @Test
    void withoutAFieldItIsNotBuilt() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new SortableVersion.Builder().build())
                .withMessageContaining("\"field\"");
    }

    private Object encode(Object value) {
        return version.encode(Map.of("app_version", value)).get("app_version");
    }

    private void rejected(Object value, String detail) {
        assertThatExceptionOfType(RecordRejectedException.class)
                .isThrownBy(() -> encode(value))
                .withMessage(detail)
                .satisfies(e -> {
                    assertThat(e.reason()).isEqualTo(Reason.INVALID);
                    assertThat(e.path()).isEqualTo("$.app_version");
                });
    }

    private static SortableVersion version(String field) {
        SortableVersion.Builder builder = new SortableVersion.Builder();
        builder.setField(field);
        return builder.build();
    }

    private static SourceRecord record(String id, String version) {
        return new SourceRecord(id, Instant.EPOCH, 1, "").withFields(Map.of("app_version", version));
    }
}
