package dev.dromedary.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.settings.ConfigurationException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a schema check must survive: files that are no schema, and numbers made to cost time. */
class SchemaFaultsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"integer\",\"maximum\":9}",
                "{\"type\":\"number\",\"minimum\":0,\"maximum\":5}",
                "{\"multipleOf\":7}",
                "{\"enum\":[1,2]}",
                "{\"const\":1}"
            })
    @Timeout(value = 5, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aHugeExponentIsRejectedAtOnce(String number) {
        SchemaCheck check = Schemas.of(folder, "{\"properties\":{\"n\":" + number + "}}");

        assertThatExceptionOfType(RecordRejectedException.class)
                .isThrownBy(() -> check.check("{\"n\":1.5e999999999}"))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("999999"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"type\": \"object\"",
                "type: object",
                "[]",
                "\"object\"",
                "42",
                "{\"properties\": {\"a\": {\"pattern\": \"[\"}}}",
                "{\"properties\": {\"a\": {\"$ref\": \"#/$defs/absent\"}}}",
                "{\"$schema\": \"https://example.invalid/no-such-dialect\"}",
                "{\"type\": \"strin\"}",
                "{\"type\": 1}",
                "{\"required\": \"ip\"}",
                "{\"properties\": {\"a\": {\"maxLength\": \"10\"}}}",
                "{\"properties\": {\"a\": {\"maxLength\": -1}}}",
                "{\"properties\": []}"
            })
    void whatIsNoSchemaIsAConfigurationErrorOfOneLine(String schema) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Schemas.of(folder, schema))
                .withMessageContaining("own.schema.json")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @Test
    void anExponentBeyondAllNumbersIsMalformed() {
        SchemaCheck check = Schemas.of(folder, "{}");

        for (String number : List.of("1e99999999999999999999", "1e2147483648", "1e-99999999999999999999")) {
            assertThatExceptionOfType(RecordRejectedException.class)
                    .isThrownBy(() -> check.check("{\"n\":" + number + "}"))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
        }
    }

    @Test
    void aNumberKeepsTheZerosThatWereSent() {
        assertThat(Schemas.of(folder, "{}").check("{\"n\":1.10}")).containsEntry("n", new BigDecimal("1.10"));
    }

    @Test
    void halfASurrogatePairInANestedKeyIsMalformed() {
        assertThatExceptionOfType(RecordRejectedException.class)
                .isThrownBy(() -> Schemas.of(folder, "{}").check("{\"a\":{\"x\\ud800\":1}}"))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void aDanglingReferenceDoesNotTurnEveryRecordIntoADeadLetter() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Schemas.of(folder, "{\"properties\":{\"a\":{\"$ref\":\"#/$defs/absent\"}}}")
                        .check("{\"a\":1}"));
    }
}
