package dev.dromedary.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.dromedary.batch.Batch;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SchemaCheckTest {

    private static final String CANARY = "canary";
    private static final JsonMapper JSON = new JsonMapper();

    private final SchemaCheck login = Schemas.builtIn("schemas/login.schema.json");

    @Test
    void aLoginBecomesItsFieldsInOrder() {
        assertThat(login.check(login().toString()))
                .containsExactly(
                        entry("user_id", "canary-user"),
                        entry("app_version", "2.3.0"),
                        entry("device_type", "canary-type"),
                        entry("ip", "canary-ip"),
                        entry("locale", "canary-loc"),
                        entry("device_id", "canary-device"));
    }

    @Test
    void localeMayBeNullOrMissing() {
        assertThat(login.check(login().putNull("locale").toString())).containsEntry("locale", null);
        assertThat(login.check(login().without(List.of("locale")).toString())).doesNotContainKey("locale");
    }

    @Test
    void furtherFieldsAreAllowed() {
        ObjectNode login = login().put("extra", 1);
        login.putObject("nested").put("a", "b");

        Map<String, Object> fields = this.login.check(login.toString());

        assertThat(fields).containsEntry("extra", 1);
        assertThat(fields.get("nested")).isInstanceOf(JsonNode.class).hasToString("{\"a\":\"b\"}");
    }

    @Test
    void valuesKeepTheirKindsAndTheirDigits() {
        Map<String, Object> fields = login.check(
                with(
                        "\"i\":1,\"l\":5000000000,\"b\":123456789012345678901234567890,\"d\":1.12,\"e\":1e400,\"t\":true,\"n\":null"));

        assertThat(fields)
                .contains(
                        entry("i", 1),
                        entry("l", 5_000_000_000L),
                        entry("b", new BigInteger("123456789012345678901234567890")),
                        entry("d", new BigDecimal("1.12")),
                        entry("e", new BigDecimal("1e400")),
                        entry("t", true),
                        entry("n", null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\r\n  "})
    void whatIsEmptyIsMalformed(String body) {
        malformed(body, "is empty");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "canary",
                "{canary",
                "{\"ip\":\"canary\"",
                "{'ip':'canary'}",
                "<login ip=\"canary\"/>",
                "{\"ip\":canary}",
                "{\"ip\":\"canary\",}",
                "{\"ip\":NaN}",
                "{\"canary\u0000\":1}",
                "{\"ip\":\"canary\n\"}",
                "[\"canary\"",
                "{\"ip\":01}",
                "{\"ip\":\"\\ud8zz canary\"}",
                "// canary\n{}",
                "\ufeff{\"ip\":\"canary\"}"
            })
    void whatIsNotJsonIsMalformedAndSaysWhere(String body) {
        assertThat(malformed(body, "is not JSON at line ").getMessage())
                .matches("is not JSON at line \\d+, column \\d+");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{\"ip\":\"canary\"}]", "\"canary\"", "42", "true", "null"})
    void jsonThatIsNoObjectIsInvalid(String body) {
        invalid(body, "$", "must be of type object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{} {\"ip\":\"canary\"}", "{}canary", "{},", "{}]", "{}}", "{}\u0000"})
    void textBehindTheObjectIsMalformed(String tail) {
        malformed(login() + tail.substring(2), "is not JSON at line ");
    }

    @Test
    void blanksAroundTheObjectAreFine() {
        assertThat(login.check(" \r\n\t" + login() + "\n ")).hasSize(6);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"ip\":\"canary-2\"",
                "\"i\\u0070\":\"canary-2\"",
                "\"x\":1,\"x\":1",
                "\"x\":{\"canary\":1,\"canary\":2}",
                "\"x\":[{\"a\":1,\"a\":1}]"
            })
    void aKeyThatStandsTwiceIsMalformed(String member) {
        malformed(with(member), "has a key twice at line 1, column ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id", "app_version", "device_type", "ip", "device_id"})
    void aRequiredFieldThatIsMissingIsInvalid(String field) {
        invalid(login().without(List.of(field)).toString(), "$." + field, "is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id", "app_version", "device_type", "ip", "device_id"})
    void aRequiredFieldThatIsNoTextIsInvalid(String field) {
        for (String value : List.of("null", "4242", "4.242e9", "true", "{\"canary\":1}", "[\"canary\"]")) {
            String body = login().set(field, tree(value)).toString();
            invalid(body, "$." + field, "must be of type string");
        }
    }

    @Test
    void aLocaleThatIsNeitherTextNorNullIsInvalid() {
        invalid(login().put("locale", 4242).toString(), "$.locale", "must be of type string or null");
    }

    @ParameterizedTest
    @CsvSource({"user_id, 128", "device_type, 32", "ip, 128", "device_id, 128", "locale, 32"})
    void lengthsAreBounded(String field, int limit) {
        String longest = CANARY + "x".repeat(limit - CANARY.length());

        assertThat(login.check(login().put(field, longest).toString())).containsEntry(field, longest);
        invalid(login().put(field, longest + "x").toString(), "$." + field, "is longer than " + limit + " characters");
        invalid(
                login().put(field, longest + "x".repeat(300)).toString(),
                "$." + field,
                "is longer than " + limit + " characters");
    }

    @Test
    void aCharacterBeyondTheBasicPlaneCountsOnce() {
        String smileys = "\ud83d\ude00".repeat(128);

        assertThat(login.check(login().put("user_id", smileys).toString())).containsEntry("user_id", smileys);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id", "device_type", "ip", "device_id"})
    void aRequiredFieldIsNotEmpty(String field) {
        invalid(login().put(field, "").toString(), "$." + field, "is shorter than 1 characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"canary", "", "2", "2.3.4.5", "1.2.", "-1.2", "v1.2", "1.2.3-canary", "\u0661.\u0662"})
    void aVersionIsOfThePattern(String version) {
        invalid(
                login().put("app_version", version).toString(),
                "$.app_version",
                "does not match the pattern ^[0-9]+\\.[0-9]+(\\.[0-9]+)?$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"canary\ufffd", "\ufffd", "canary \ud800", "\udc00 canary", "\ud800\ud800\udc00", "\udc00\ud800"
            })
    void bytesThatWereNoUtf8AreMalformed(String value) {
        malformed("{\"ip\":\"" + value + "\"}", "holds bytes that are not UTF-8");
        malformed(value, "holds bytes that are not UTF-8");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"canary\\ud800", "\\udc00canary", "\\uD800\\uD800\\uDC00", "\\udc00\\ud800", "\\ud800 \\udc00"})
    void halfASurrogatePairInAnEscapeIsMalformed(String value) {
        malformed(with("\"x\":\"" + value + "\""), "holds half of a surrogate pair");
        malformed(with("\"x\":[{\"y\":\"" + value + "\"}]"), "holds half of a surrogate pair");
    }

    @Test
    void wholeSurrogatePairsAreFineRawAndEscaped() {
        assertThat(login.check(with("\"raw\":\"\ud83d\ude00\",\"escaped\":\"\\ud83d\\ude00\"")))
                .contains(entry("raw", "\ud83d\ude00"), entry("escaped", "\ud83d\ude00"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void veryDeepNestingIsMalformedAndNoStackOverflow(String opening) {
        String deep = opening.repeat(100_000);

        malformed(deep, "is not JSON");
        malformed("{\"x\":" + deep, "is not JSON");
    }

    @Test
    void deepNestingThatIsClosedIsMalformedToo() {
        malformed(with("\"x\":" + "[".repeat(100_000) + "]".repeat(100_000)), "is not JSON");
        malformed(with("\"x\":\"\\u0061\",\"y\":" + "[".repeat(100_000) + "]".repeat(100_000)), "is not JSON");
    }

    @Test
    void hugeNumbersCostNothing() {
        malformed(with("\"x\":1e999999999"), "has a number with an exponent over 1000");
        malformed(with("\"x\":-1e-999999999"), "has a number with an exponent over 1000");
        malformed(with("\"x\":" + "9".repeat(100_000)), "is not JSON");
        invalid(login().set("ip", tree("1e99")).toString(), "$.ip", "must be of type string");
    }

    @Test
    void aLongFieldNameIsNoSurprise() {
        malformed(with("\"" + "canary".repeat(20_000) + "\":1"), "is not JSON");
    }

    @Test
    void namesThatTheSchemaDoesNotKnowAreNotShown() {
        for (String body : List.of(
                "{\"canary-key\":1}",
                "{\"canary-key\":{\"ip\":\"canary\"}}",
                "[{\"canary-key\":1}]",
                "{\"canary-key\":\"}")) {
            assertThat(rejection(body)).satisfies(e -> {
                assertThat(e.getMessage()).doesNotContain(CANARY);
                assertThat(e.path()).doesNotContain(CANARY);
            });
        }
    }

    @Test
    void inABatchABadRecordTakesNoOtherAlong() {
        Batch batch = login.check(Batch.of(
                "logins",
                List.of(
                        record("1", login().toString()),
                        record("2", "{\"ip\":\"canary"),
                        record("3", login().toString()))));

        assertThat(batch.records())
                .allSatisfy(record -> assertThat(record.fields()).hasSize(6))
                .extracting(SourceRecord::id)
                .containsExactly("1", "3");
        assertThat(batch.rejections())
                .singleElement()
                .extracting(Rejection::reason, Rejection::path)
                .containsExactly(Reason.MALFORMED, "$");
        assertThat(batch.rejections().toString()).doesNotContain(CANARY);
    }

    private RecordRejectedException malformed(String body, String words) {
        RecordRejectedException e = rejection(body);
        assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(e.path()).isEqualTo("$");
        assertThat(e.getMessage()).startsWith(words).doesNotContain(CANARY);
        return e;
    }

    private void invalid(String body, String path, String words) {
        RecordRejectedException e = rejection(body);
        assertThat(e.reason()).isEqualTo(Reason.INVALID);
        assertThat(e.path()).isEqualTo(path);
        assertThat(e.getMessage()).isEqualTo(words).doesNotContain(CANARY, "4242");
    }

    private RecordRejectedException rejection(String body) {
        return assertThatExceptionOfType(RecordRejectedException.class)
                .isThrownBy(() -> login.check(body))
                .actual();
    }

    /** A login whose every value is a canary, but for the version, whose form is fixed. */
    private static ObjectNode login() {
        return JSON.createObjectNode()
                .put("user_id", "canary-user")
                .put("app_version", "2.3.0")
                .put("device_type", "canary-type")
                .put("ip", "canary-ip")
                .put("locale", "canary-loc")
                .put("device_id", "canary-device");
    }

    private static String with(String members) {
        return login().toString().replaceFirst("}$", ",") + members + "}";
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.reader()
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static SourceRecord record(String id, String payload) {
        return new SourceRecord(id, Instant.EPOCH, 1, payload);
    }
}
