package dev.dromedary.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.settings.ConfigurationException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Schemas that users bring, with keywords that the project's own do not use. */
@Timeout(30)
class OwnSchemaTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"additionalProperties":{"type":"integer"}}       | {"canary":"canary"}   | $.* | must be of type integer
                    {"patternProperties":{"^c":{"type":"integer"}}}   | {"canary":"canary"}   | $.* | must be of type integer
                    {"additionalProperties":false}                    | {"canary":"canary"}   | $   | has a property that the schema does not allow
                    {"properties":{"a":{"enum":["x","y"]}}}           | {"a":"canary"}        | $.a | is none of the values that the schema lists
                    {"properties":{"a":{"exclusiveMaximum":5}}}       | {"a":5}               | $.a | is over the maximum, 5
                    {"properties":{"a":{"maximum":5.5}}}              | {"a":4242}            | $.a | is over the maximum, 5.5
                    {"properties":{"a":{"exclusiveMinimum":5}}}       | {"a":5}               | $.a | is under the minimum, 5
                    {"properties":{"a":{"multipleOf":5}}}             | {"a":4242}            | $.a | violates the schema's "multipleOf"
                    {"properties":{"a":{"const":5}}}                  | {"a":"canary"}        | $.a | violates the schema's "const"
                    {"properties":{"a":{"not":{"type":"string"}}}}    | {"a":"canary"}        | $.a | violates the schema's "not"
                    {"properties":{"a":{"uniqueItems":true}}}         | {"a":[4242,4242]}     | $.a | violates the schema's "uniqueItems"
                    {"properties":{"a":{"items":{"maxLength":3}}}}    | {"a":["abc","canary"]} | $.a[1] | is longer than 3 characters
                    {"properties":{"a":{"items":{"required":["b"]}}}} | {"a":[{"b":1},{"canary":1}]} | $.a[1].b | is missing
                    {"properties":{"a":{"additionalProperties":{"properties":{"b":{"minimum":5}}}}}} | {"a":{"canary":{"b":4}}} | $.a.*.b | is under the minimum, 5
                    """)
    void violationsAreToldInTheSchemasWordsAlone(String schema, String body, String path, String words) {
        RecordRejectedException e = rejection(schema, body);

        assertThat(e.reason()).isEqualTo(Reason.INVALID);
        assertThat(e.path()).isEqualTo(path);
        assertThat(e.getMessage()).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"propertyNames":{"maxLength":3}}                             | {"canary":1}
                    {"propertyNames":{"pattern":"^x"}}                            | {"canary":"canary"}
                    {"unevaluatedProperties":false}                               | {"canary":1}
                    {"dependentRequired":{"a":["b"]}}                             | {"a":"canary"}
                    {"properties":{"a":false}}                                    | {"a":"canary"}
                    {"properties":{"a":{"anyOf":[{"type":"integer"},{"type":"null"}]}}} | {"a":"canary"}
                    {"properties":{"a":{"oneOf":[{"type":"string"},{"minLength":1}]}}}  | {"a":"canary"}
                    {"properties":{"a":{"allOf":[{"maxLength":1}]}}}              | {"a":"canary"}
                    {"if":{"required":["a"]},"then":{"required":["b"]}}           | {"a":"canary"}
                    {"properties":{"a":{"contains":{"const":1}}}}                 | {"a":["canary"]}
                    {"properties":{"a":{"maxItems":1}}}                           | {"a":["canary","canary2"]}
                    {"minProperties":2}                                           | {"canary":"canary"}
                    {"properties":{"a":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"number"}}} | {"a":"canary"}
                    """)
    void noKeywordQuotesTheRecord(String schema, String body) {
        RecordRejectedException e = rejection(schema, body);

        assertThat(e.reason()).isEqualTo(Reason.INVALID);
        assertThat(e.path()).startsWith("$").doesNotContain("canary");
        assertThat(e.getMessage()).isNotBlank().doesNotContain("canary");
    }

    @Test
    void aSchemaThatAllowsEverythingStillAsksForAnObject() {
        assertThat(rejection("{}", "[\"canary\"]"))
                .satisfies(e -> assertThat(e.path()).isEqualTo("$"))
                .hasMessage("must be an object");
    }

    @Test
    void aSchemaOfAnotherDraftMayBeNamed() {
        String schema = """
                {"$schema": "http://json-schema.org/draft-07/schema#",
                 "definitions": {"short": {"maxLength": 3}},
                 "properties": {"a": {"$ref": "#/definitions/short"}}}
                """;

        assertThat(Schemas.of(folder, schema).check("{\"a\":\"abc\"}")).containsEntry("a", "abc");
        assertThat(rejection(schema, "{\"a\":\"canary\"}")).hasMessage("is longer than 3 characters");
    }

    @Test
    void aMissingSchemaIsAConfigurationErrorThatNamesIt() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Schemas.builtIn("schemas/absent.schema.json"))
                .withMessageContaining("schemas/absent.schema.json")
                .withMessageContaining("routes folder")
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }

    @Test
    void noSchemaAtAllIsAConfigurationError() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new SchemaCheck.Builder().build())
                .withMessageContaining("\"schema\"");
    }

    @Test
    void aDialectThatNobodyKnowsIsAConfigurationError() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> Schemas.of(folder, "{\"$schema\": \"https://example.invalid/no-such-dialect\"}"))
                .withMessageContaining("own.schema.json");
    }

    private RecordRejectedException rejection(String schema, String body) {
        SchemaCheck check = Schemas.of(folder, schema);
        return assertThatExceptionOfType(RecordRejectedException.class)
                .isThrownBy(() -> check.check(body))
                .actual();
    }
}
