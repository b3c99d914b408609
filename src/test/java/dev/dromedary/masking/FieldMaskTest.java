package dev.dromedary.masking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.settings.ConfigurationException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldMaskTest {

    private static final Mask MASK = new Sha256Mask();

    private final FieldMask fieldMask = builder().build();

    @Test
    void theRawFieldGoesAndItsTokenComesInItsPlace() {
        Map<String, Object> masked = fieldMask.mask(fields("user", "u1", "ip", "10.0.0.1", "device_id", "d1", "n", 1));

        assertThat(masked)
                .containsExactly(
                        entry("user", "u1"),
                        entry("masked_ip", MASK.mask("10.0.0.1")),
                        entry("masked_device_id", MASK.mask("d1")),
                        entry("n", 1));
    }

    @Test
    void nullStaysNullAndAnAbsentFieldBecomesNull() {
        assertThat(fieldMask.mask(fields("ip", null, "n", null)))
                .containsExactly(entry("masked_ip", null), entry("n", null), entry("masked_device_id", null));
    }

    @Test
    void numbersAndBooleansAreMaskedByTheirText() {
        assertThat(fieldMask.mask(fields("ip", 42L, "device_id", true)))
                .containsExactly(entry("masked_ip", MASK.mask("42")), entry("masked_device_id", MASK.mask("true")));
        assertThat(fieldMask.mask(fields("ip", new BigDecimal("1.50"), "device_id", "")))
                .containsExactly(entry("masked_ip", MASK.mask("1.50")), entry("masked_device_id", MASK.mask("")));
    }

    @Test
    void aSenderCannotChooseAToken() {
        String token = MASK.mask("10.0.0.1");

        assertThat(fieldMask.mask(fields("masked_ip", "spoofed", "ip", "10.0.0.1")))
                .containsExactly(entry("masked_ip", token), entry("masked_device_id", null));
        assertThat(fieldMask.mask(fields("ip", "10.0.0.1", "masked_ip", "spoofed")))
                .containsExactly(entry("masked_ip", token), entry("masked_device_id", null));
        assertThat(fieldMask.mask(fields("masked_ip", "spoofed", "n", 1)))
                .containsExactly(entry("n", 1), entry("masked_ip", null), entry("masked_device_id", null));
    }

    @Test
    void aFieldThatIsNamedLikeATokenMayItselfBeMasked() {
        FieldMask.Builder builder = builder();
        builder.setFields("ip, masked_ip");

        assertThat(builder.build().mask(fields("masked_ip", "a", "ip", "b")))
                .containsExactly(entry("masked_masked_ip", MASK.mask("a")), entry("masked_ip", MASK.mask("b")));
    }

    @Test
    void anEmptyPrefixMasksInPlace() {
        FieldMask.Builder builder = builder();
        builder.setPrefix("");

        assertThat(builder.build().mask(fields("ip", "10.0.0.1", "n", 1)))
                .containsExactly(entry("ip", MASK.mask("10.0.0.1")), entry("n", 1), entry("device_id", null));
    }

    @Test
    void aListOrAnObjectIsRejectedUnquoted() {
        for (Object value : List.of(List.of("10.0.0.1"), Map.of("v4", "10.0.0.1"), new byte[] {10, 0, 0, 1})) {
            assertThatExceptionOfType(RecordRejectedException.class)
                    .isThrownBy(() -> fieldMask.mask(fields("ip", value)))
                    .withMessage("must be text, a number, a boolean or null, to be masked")
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID))
                    .satisfies(e -> assertThat(e.path()).isEqualTo("$.ip"));
        }
    }

    @Test
    void textThatIsNoUnicodeIsRejectedAtItsField() {
        assertThatExceptionOfType(RecordRejectedException.class)
                .isThrownBy(() -> fieldMask.mask(fields("ip", "10.0.0.1", "device_id", "SECRET\ud83d")))
                .withMessage("has a surrogate without its partner at character 6")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.INVALID))
                .satisfies(e -> assertThat(e.path()).isEqualTo("$.device_id"));
    }

    @Test
    void aRecordThatCannotBeMaskedTakesNoOtherAlong() {
        SourceRecord good = record("1", fields("ip", "10.0.0.1"));
        SourceRecord bad = record("2", fields("ip", List.of("10.0.0.2")));
        SourceRecord alsoGood = record("3", fields("ip", "10.0.0.3"));

        Batch masked = fieldMask.mask(Batch.of("logins", List.of(good, bad, alsoGood)));

        assertThat(masked.records()).extracting(SourceRecord::id).containsExactly("1", "3");
        assertThat(masked.records().get(0).fields()).containsEntry("masked_ip", MASK.mask("10.0.0.1"));
        assertThat(masked.rejections()).singleElement().satisfies(rejection -> {
            assertThat(rejection.record()).isEqualTo(bad);
            assertThat(rejection.path()).isEqualTo("$.ip");
            assertThat(rejection.detail()).doesNotContain("10.0.0.2");
        });
    }

    @Test
    void theGivenFieldsAreLeftAsTheyWere() {
        Map<String, Object> given = fields("ip", "10.0.0.1");

        fieldMask.mask(given);

        assertThat(given).containsExactly(entry("ip", "10.0.0.1"));
    }

    @Test
    void fieldsAreNamedByAListOrByCommas() {
        for (List<String> names : List.of(List.of("ip", "device_id"), List.of(" ip ,device_id"))) {
            FieldMask.Builder builder = builder();
            builder.setFields(names);
            assertThat(builder.build().mask(Map.of())).containsOnlyKeys("masked_ip", "masked_device_id");
        }
    }

    @Test
    void aMaskAndAFieldAtLeastAreAskedFor() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new FieldMask.Builder().build())
                .withMessage("a field mask needs a mask");
        for (String names : List.of("", " ", ",", "ip,,device_id")) {
            FieldMask.Builder builder = builder();
            builder.setFields(names);
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(builder::build)
                    .withMessage("a field mask needs the names of its fields, none of them empty");
        }
    }

    private static FieldMask.Builder builder() {
        FieldMask.Builder builder = new FieldMask.Builder();
        builder.setMask(MASK);
        builder.setFields("ip, device_id");
        return builder;
    }

    private static SourceRecord record(String id, Map<String, Object> fields) {
        return new SourceRecord(id, Instant.EPOCH, 1, "{}").withFields(fields);
    }

    private static Map<String, Object> fields(Object... namesAndValues) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }
}
