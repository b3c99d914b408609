package dev.dromedary.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.dromedary.xml.JsonToXml.Builder;
import dev.dromedary.xml.JsonToXml.Form;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is JSON by RFC 8259 and what is not, where a fault is, and that nothing of the input is told. */
class JsonFaultsTest {

    static final List<String> JSON = List.of(
            "[]",
            "{}",
            "null",
            "true",
            "false",
            "\"\"",
            "0",
            "-0",
            " [] ",
            "\t\n\r []\t\n\r ",
            "[[]   ]",
            "[\"\"]",
            "[null, 1, \"1\", {}]",
            "[1\n]",
            " [1]",
            "[1,null,null,null,2]",
            "[2] ",
            "[123e65]",
            "[0e+1]",
            "[0e1]",
            "[ 4]",
            "[-0.000000000000000000000000000000000000000000000000000000000000000000000000000001]",
            "[20e1]",
            "[-0]",
            "[-123]",
            "[-1]",
            "[1E22]",
            "[1E-2]",
            "[1E+2]",
            "[123e45]",
            "[123.456e78]",
            "[1e-2]",
            "[1e+2]",
            "[123]",
            "[123.456789]",
            "1E400",
            "{\"asd\":\"sdf\", \"dfg\":\"fgh\"}",
            "{\"asd\":\"sdf\"}",
            "{\"a\":\"b\",\"a\":\"c\"}",
            "{\"a\":\"b\",\"a\":\"b\"}",
            "{\"\":0}",
            "{\"foo\\u0000bar\": 42}",
            "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
            "{\"x\":[{\"id\": \"x\"}], \"id\": \"x\"}",
            "{\"a\":[]}",
            "{\n\"a\": \"b\"\n}",
            "[\"\\u0060\\u012a\\u12AB\"]",
            "[\"\\uD801\\udc37\"]",
            "[\"\\ud83d\\ude39\\ud83d\\udc8d\"]",
            "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
            "[\"\\\\u0000\"]",
            "[\"\\\"\"]",
            "[\"a/*b*/c/*d//e\"]",
            "[\"\\\\a\"]",
            "[\"\\\\n\"]",
            "[\"\\u0012\"]",
            "[\"\\uFFFF\"]",
            "[\"asd\"]",
            "[ \"asd\"]",
            "[\"\\uDBFF\\uDFFF\"]",
            "[\"new\\u00A0line\"]",
            "[\"\uDBFF\uDFFF\"]",
            "[\"\uFFFF\"]",
            "[\"\\u0000\"]",
            "[\"\u002c\"]",
            "[\"\u03c0\"]",
            "[\"asd \"]",
            "\" \"",
            "[\"\\uD834\\uDd1e\"]",
            "[\"\\u0821\"]",
            "[\"\\u0123\"]",
            "[\"\u2028\"]",
            "[\"\u2029\"]",
            "[\"\\u0061\\u30af\\u30EA\\u30b9\"]",
            "[\"new\\u000Aline\"]",
            "[\"\u007f\"]",
            "[\"\\uA66D\"]",
            "[\"\\u005C\"]",
            "[\"\u2342\u3648\"]",
            "[\"\\u200B\"]",
            "[\"\\u2064\"]",
            "[\"\\uFDD0\"]",
            "[\"\\uFFFE\"]",
            "[\"\\u0022\"]",
            "[\"aa\u007faa\"]",
            "42",
            "-0.1",
            "\"asd\"");

    static final List<String> NO_JSON = List.of(
            "",
            " ",
            "\n",
            "[1 true]",
            "[a\u00e5]",
            "[\"\": 1]",
            "[\"\"],",
            "[,1]",
            "[1,,2]",
            "[\"x\",,]",
            "[\"x\"]]",
            "[\"\",]",
            "[\"x\"",
            "[x",
            "[3[4]]",
            "[1:2]",
            "[,]",
            "[-]",
            "[   , \"\"]",
            "[\"a\",\n4\n,1,",
            "[1,]",
            "[1,,]",
            "[*]",
            "[\"\"",
            "[1,\n1\n,1",
            "[{}",
            "[fals]",
            "[nul]",
            "[tru]",
            "[++1234]",
            "[+1]",
            "[+Inf]",
            "[-01]",
            "[-1.0.]",
            "[-2.]",
            "[-NaN]",
            "[.-1]",
            "[.2e-3]",
            "[0.1.2]",
            "[0.3e+]",
            "[0.3e]",
            "[0.e1]",
            "[0E+]",
            "[0E]",
            "[0e+]",
            "[0e]",
            "[1.0e+]",
            "[1.0e-]",
            "[1.0e]",
            "[1 000.0]",
            "[1eE2]",
            "[2.e+3]",
            "[2.e-3]",
            "[2.e3]",
            "[9.e+]",
            "[Inf]",
            "[NaN]",
            "[\uff11]",
            "[1+2]",
            "[0x1]",
            "[0x42]",
            "[Infinity]",
            "[0e+-1]",
            "[-123.123foo]",
            "[-Infinity]",
            "[-foo]",
            "[- 1]",
            "[-012]",
            "[-.123]",
            "[-1x]",
            "[1ea]",
            "[1.]",
            "[.123]",
            "[1.2a-3]",
            "[1.8011670033376514H-308]",
            "[012]",
            "[\"x\", truth]",
            "{[: \"x\"}\n",
            "{\"x\", null}",
            "{\"x\"::\"b\"}",
            "{\"a\":\"a\" 123}",
            "{key: 'value'}",
            "{\"a\" b}",
            "{:\"b\"}",
            "{\"a\" \"b\"}",
            "{\"a\":",
            "{\"a\"",
            "{1:1}",
            "{9999E9999:1}",
            "{null:null,null:null}",
            "{\"id\":0,,,,,}",
            "{'a':0}",
            "{\"id\":0,}",
            "{\"a\":\"b\"}/**/",
            "{\"a\":\"b\"}/**//",
            "{\"a\":\"b\"}//",
            "{\"a\":\"b\"}/",
            "{\"a\":\"b\",,\"c\":\"d\"}",
            "{a: \"b\"}",
            "{\"a\":\"a",
            "{ \"foo\" : \"bar\", \"a\" }",
            "{\"a\":\"b\"}#",
            "[\"\\uD800\\\"]",
            "[\"\\uD800\\u\"]",
            "[\"\\uD800\\u1\"]",
            "[\"\\uD800\\u1x\"]",
            "[\u00e9]",
            "[\"\\\u0000\"]",
            "[\"\\\\\\\"]",
            "[\"\\\t\"]",
            "[\"\\\uD83C\uDF00\"]",
            "[\"\\\"]",
            "[\"\\u00A\"]",
            "[\"\\uD834\\uDd\"]",
            "[\"\\uD800\\uD800\\x\"]",
            "[\"\\a\"]",
            "[\"\\uqqqq\"]",
            "[\"\\\u00e5\"]",
            "[\\u0020\"asd\"]",
            "[\\n]",
            "\"",
            "['single']",
            "abc",
            "[\"\\",
            "[\"a\u0000a\"]",
            "[\"new\nline\"]",
            "[\"\t\"]",
            "\"\\UA66D\"",
            "\"\"x",
            "\u2060",
            "\uFEFF",
            "<.>",
            "[<null>]",
            "[1]x",
            "[1]]",
            "[\"asd]",
            "a\u00e5",
            "[True]",
            "1]",
            "{\"x\": true,",
            "[][]",
            "]",
            "\uFEFF{}}",
            "{}}",
            "{\"\":",
            "{\"a\":/*comment*/\"b\"}",
            "{\"a\": true} \"x\"",
            "['",
            "[,",
            "[{",
            "[\"a",
            "[\"a\"",
            "{",
            "{]",
            "{,",
            "{[",
            "{\"a",
            "{'a'",
            "[\"\\{[\"\\{[\"\\{[\"\\{",
            "*",
            "{\"a\":\"b\"}#{}",
            "[\\u000A\"\"]",
            "[1",
            "[ false, nul",
            "[ true, fals",
            "[ false, tru",
            "{\"asd\":\"asd\"",
            "\u00e5",
            "[\u2060]",
            "[\f]",
            "1\u0000",
            "123\u0000",
            "[\u0000]",
            "1 2",
            "nullx",
            "truefalse",
            "\"a\"\"b\"",
            "[\"a\" \"b\"]",
            "[1}",
            "{\"a\":1]",
            "// x\n1",
            "[01]",
            "-",
            "+1",
            ".5",
            "NaN");

    @ParameterizedTest
    @FieldSource("JSON")
    void whatIsJsonIsConverted(String json) throws Exception {
        assertThat(ReadBack.elements(Xml.of(json))).isPositive();
    }

    @ParameterizedTest
    @FieldSource("NO_JSON")
    void whatIsNoJsonIsRejected(String json) {
        JsonRejectedException fault = rejection(Form.JSON, json.getBytes(StandardCharsets.UTF_8));

        assertThat(fault.offset()).isBetween(0L, (long) json.getBytes(StandardCharsets.UTF_8).length);
        assertThat(fault.line()).isBetween(1L, 1 + json.lines().count());
        assertThat(fault.column()).isPositive();
        assertThat(fault)
                .hasMessageStartingWith(
                        "line " + fault.line() + ", column " + fault.column() + ", byte " + fault.offset() + ": ")
                .message()
                .hasLineCount(1)
                .doesNotContain("Jackson", "Source", "Feature", "code ");
    }

    @Test
    void theListsAreNoneOfThemShort() {
        assertThat(JSON).doesNotHaveDuplicates().hasSizeGreaterThan(60);
        assertThat(NO_JSON).doesNotHaveDuplicates().hasSizeGreaterThan(60);
    }

    @Test
    void anInputThatIsCutOffAnywhereIsRejected() {
        byte[] whole =
                "\uFEFF[{\"größe\": \"é€\uD83D\uDE00\\n\\u00e9\\ud83d\\ude00\", \"n\": -1.5e+3, \"l\": [true, null, {}]}]"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(Xml.of(new Builder(), Form.JSON, whole)).contains("é€\uD83D\uDE00\né\uD83D\uDE00");

        for (int end = 0; end < whole.length; end++) {
            byte[] cut = Arrays.copyOf(whole, end);
            assertThat(rejection(Form.JSON, cut)).as("the first %d bytes", end).satisfies(fault -> {
                assertThat(fault.offset()).isBetween(0L, (long) cut.length);
                assertThat(fault.line()).isOne();
            });
            if (end > 3) {
                rejection(Form.JSON_LINES, cut);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[1,2|1|5|4|unexpected end of input",
                "''|1|1|0|the input is empty",
                "[1,~ 2,~ secret]|3|2|9|a word that is neither true nor false nor null",
                "[1] 2|1|5|4|something after the end of the value",
                "[1, 'secret']|1|5|4|unexpected character, expected a valid value",
                "{\"a\": 1 ;\"secret\"}|1|9|8|unexpected character, was expecting comma",
                "[\"secret\\q\"]|1|10|9|a backslash before a character that it cannot escape",
                "[01]|1|3|2|a number that is not well formed",
                "[1}|1|3|2|a closing bracket that does not match the opening one"
            })
    void aFaultIsToldByItsPlace(String json, int line, int column, int offset, String words) {
        String text = json.replace('~', '\n');

        assertThat(rejection(Form.JSON, text.getBytes(StandardCharsets.UTF_8)))
                .hasMessageStartingWith("line " + line + ", column " + column + ", byte " + offset + ": " + words)
                .message()
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1~2 3~4|2|3|a second value on the line",
                "{}{}|1|3|a second value on the line",
                "1~~{\"a\":1~{\"b\":2}~|3|1|the value does not end on its line",
                "1~{\"a\":~1}~2|2|1|the value does not end on its line",
                "{\"a\":1|1|7|unexpected end of input",
                "{\"a\":1~|1|1|the value does not end on its line",
                "1~[2,]~3|2|4|unexpected character",
                "1~x~3|2|1|a word that is neither"
            })
    void aFaultInJsonLinesIsToldByItsLine(String json, int line, int column, String words) {
        for (String end : List.of("\n", "\r\n", "\r")) {
            byte[] text = json.replace("~", end).getBytes(StandardCharsets.UTF_8);

            assertThat(rejection(Form.JSON_LINES, text))
                    .hasMessageStartingWith("line " + line + ", column " + column + ", byte ")
                    .hasMessageContaining(": " + words);
        }
    }

    /** Overlong forms, halves of surrogate pairs, beyond U+10FFFF, lone continuations, missing ones. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "C080",
                "C1BF",
                "E08080",
                "E09FBF",
                "F0808080",
                "F08FBFBF",
                "EDA080",
                "EDBFBF",
                "F4908080",
                "F5808080",
                "FF",
                "FE",
                "80",
                "BF",
                "C3",
                "C328",
                "E28228",
                "E228A1",
                "F0288CBC",
                "F09028BC",
                "F0908C28",
                "F8888080",
                "E982",
                "FC8080808080"
            })
    void whatIsNotUtf8IsRejectedWhereItIs(String hex) {
        byte[] bad = HexFormat.of().parseHex(hex);
        for (String start : List.of("[\"", "[1,\n\"" + "x".repeat(20_000), "{\"", "[\"" + "é".repeat(20_000))) {
            byte[] before = start.getBytes(StandardCharsets.UTF_8);
            byte[] after = "\"]".getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream json = new ByteArrayOutputStream();
            json.writeBytes(before);
            json.writeBytes(bad);
            json.writeBytes(after);

            assertThat(rejection(Form.JSON, json.toByteArray())).satisfies(fault -> {
                assertThat(fault.offset()).isBetween((long) before.length, (long) before.length + bad.length);
                assertThat(fault).hasMessageEndingWith(": a byte that is not UTF-8");
                assertThat(fault.line()).isEqualTo(start.contains("\n") ? 2 : 1);
                assertThat(fault.column()).isEqualTo(fault.offset() - start.indexOf('\n'));
            });
        }
    }

    static Stream<byte[]> wide() {
        return Stream.of("UTF-16BE", "UTF-16LE", "UTF-32BE", "UTF-32LE", "x-UTF-16LE-BOM", "UTF-16", "X-UTF-32BE-BOM")
                .map(name -> "[\"é\"]".getBytes(Charset.forName(name)));
    }

    @ParameterizedTest
    @MethodSource("wide")
    void otherEncodingsAreRejectedByName(byte[] json) {
        assertThat(rejection(Form.JSON, json))
                .hasMessage("line 1, column 1, byte 0: UTF-16 or UTF-32, but only UTF-8 is read");
    }

    @Test
    void whatIsCompressedIsRejectedByName() throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write('1');
        }
        for (Form form : Form.values()) {
            assertThat(rejection(form, compressed.toByteArray()))
                    .hasMessage("line 1, column 1, byte 0: compressed by gzip, but only plain JSON is read");
        }
    }

    /** After so many keys the parser goes on as another one, with the same place and the same context. */
    @ParameterizedTest
    @EnumSource
    void aFaultBehindManyKeysIsToldByItsPlace(Form form) {
        StringBuilder json = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            json.append(form == Form.JSON ? (i == 0 ? "[" : ",") : "")
                    .append("{\"é\":[null,{\"")
                    .append(i)
                    .append("k".repeat(900))
                    .append("\":[1,\"text\",[]],\"b\":{}}],\"c\":-1.5}\n");
        }
        int length = json.toString().getBytes(StandardCharsets.UTF_8).length;

        JsonRejectedException fault = rejection(form, (json + "  }").getBytes(StandardCharsets.UTF_8));

        assertThat(fault.line()).isEqualTo(1001);
        assertThat(fault.column()).isEqualTo(3);
        assertThat(fault.offset()).isEqualTo(length + 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\u001F", "\\b", "\\ufffe", "\uFFFF", "\\ud800", "\\udc00", "\\ud800\\u0041"})
    void whatXmlCannotHoldCanBeRefused(String text) {
        Builder builder = new Builder();
        builder.setInvalidCharacters("refuse");

        assertThat(Xml.of(new Builder(), Form.JSON, "[1,\n\"a" + text + "b\"]")).contains("<product>a\uFFFD");
        assertThatExceptionOfType(JsonRejectedException.class)
                .isThrownBy(() -> Xml.of(builder, Form.JSON, "[1,\n\"a" + text + "b\"]"))
                .withMessageStartingWith("line 2, column ")
                .withMessageEndingWith(": a character that XML 1.0 cannot hold");
        assertThat(Xml.of(builder, Form.JSON, "[\"\\uFFFD\uD83D\uDE00\\ud83d\\ude00\"]"))
                .contains("\uFFFD\uD83D\uDE00\uD83D\uDE00");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void nestingIsLimited(String opening) {
        assertThat(rejection(Form.JSON, opening.repeat(100_000).getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("lists and objects in more than 1000 levels")
                .satisfies(fault -> assertThat(fault.offset()).isLessThan(10_000));
    }

    @Test
    void nestingUpToTheLimitIsReadBack() throws Exception {
        Builder builder = new Builder();
        builder.setMaxDepth("3");
        assertThat(Xml.within(builder, Form.JSON, "[[[]]]")).contains("json=");
        assertThatExceptionOfType(JsonRejectedException.class)
                .isThrownBy(() -> Xml.of(builder, Form.JSON, "[[[[]]]]"))
                .withMessage("line 1, column 5, byte 4: lists and objects in more than 3 levels");

        assertThat(ReadBack.elements(Xml.of("[".repeat(1000) + "]".repeat(1000))))
                .isEqualTo(1000);
        Builder deep = new Builder();
        deep.setMaxDepth("10000");
        assertThat(ReadBack.elements(Xml.of(deep, Form.JSON, "[".repeat(10_000) + "]".repeat(10_000))))
                .isEqualTo(10_000);
    }

    @Test
    void namesAreLimitedToWhatTheJdksParserReads() throws Exception {
        String key = "k".repeat(1000);
        assertThat(ReadBack.elements(Xml.of("[{\"" + key + "\":1}]"))).isEqualTo(3);
        assertThat(ReadBack.elements(Xml.of("[{\"" + "é".repeat(1000) + "\":1}]")))
                .isEqualTo(3);

        for (String tooLong :
                List.of(key + "k", " ".repeat(143), "k".repeat(1 << 20), "é".repeat(1 << 20), "\\n".repeat(1 << 20))) {
            assertThatExceptionOfType(JsonRejectedException.class)
                    .isThrownBy(() -> Xml.of("[{\"a\":1,\n\"" + tooLong + "\":1}]"))
                    .withMessageMatching(
                            "line 2, column \\d+, byte \\d+: a key that makes a name of more than 1000 characters");
        }
    }

    @Test
    void numbersAreLimited() {
        assertThat(Xml.of("9".repeat(100_000))).contains(">" + "9".repeat(100_000) + "<");
        assertThat(rejection(Form.JSON, "9".repeat(100_001).getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("a number of more than 100000 characters");
    }

    private static JsonRejectedException rejection(Form form, byte[] json) {
        try {
            Xml.of(new Builder(), form, json);
        } catch (JsonRejectedException e) {
            return e;
        }
        throw new AssertionError("was converted: " + new String(json, StandardCharsets.UTF_8));
    }
}
