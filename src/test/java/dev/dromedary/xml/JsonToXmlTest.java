package dev.dromedary.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.dromedary.settings.ConfigurationException;
import dev.dromedary.xml.JsonToXml.Builder;
import dev.dromedary.xml.JsonToXml.Form;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the XML looks like, by the examples in {@code examples/json-to-xml} and by the settings. */
class JsonToXmlTest {

    private static final Path EXAMPLES = Path.of("src/test/resources/examples/json-to-xml");

    static List<Path> examples() throws IOException {
        try (Stream<Path> folders = Files.list(EXAMPLES)) {
            return folders.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleComesOutAsItsFileSays(Path example) throws IOException {
        Path input = Files.exists(example.resolve("input.json"))
                ? example.resolve("input.json")
                : example.resolve("input.jsonl");
        Form form = Form.of(input.toString());

        assertThat(Xml.of(new Builder(), form, Files.readAllBytes(input)))
                .isEqualTo(Files.readString(example.resolve("expected.xml")));
    }

    @Test
    void namesAndItemsAreSettings() {
        Builder builder = new Builder();
        builder.setRoot("books");
        builder.setElement("book");
        builder.setItem("i");
        builder.setItems("authors: author, a:b: c");
        builder.setIndent("1");

        assertThat(Xml.of(builder, Form.JSON, "[{\"authors\":[1],\"a:b\":[2],\"other\":[3]}]"))
                .isEqualTo(Xml.HEAD + """
                        <books>
                         <book>
                          <authors>
                           <author>1</author>
                          </authors>
                          <a_x003A_b>
                           <c>2</c>
                          </a_x003A_b>
                          <other>
                           <i>3</i>
                          </other>
                         </book>
                        </books>
                        """);
    }

    /** Deeper than the spaces that are kept ready. */
    @Test
    void indentationGrowsWithEachLevelHoweverDeep() {
        int levels = 60;
        String xml = Xml.of("{\"a\":".repeat(levels) + "1" + "}".repeat(levels));

        List<String> innermost =
                xml.lines().filter(line -> line.contains("<a>1</a>")).toList();
        assertThat(innermost).containsExactly("  ".repeat(levels + 1) + "<a>1</a>");
        assertThat(xml.lines().skip(1))
                .allMatch(line -> line.length() - line.stripLeading().length() <= 2 * (levels + 1));
        assertThat(xml.lines().skip(2).limit(levels))
                .map(line -> line.indexOf('<'))
                .isSorted();
    }

    @Test
    void withoutIndentationThereAreNoLineEndsEither() {
        Builder builder = new Builder();
        builder.setIndent("0");

        assertThat(Xml.of(builder, Form.JSON, "[{\"a\": [1, []]}, null]"))
                .isEqualTo(Xml.HEAD + "<products><product><a><entry>1</entry><entry json=\"array\"/></a></product>"
                        + "<product xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/>"
                        + "</products>\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[null]|",
                "null|",
                "[1,null,2]|<product>1</product><product>2</product>",
                "[{\"a\":null,\"b\":1}]|<product><b>1</b></product>",
                "[{\"a\":null}]|<product json=\"object\"/>",
                "[[null]]|<product json=\"array\"/>"
            })
    void nullsCanBeLeftOut(String json, String xml) {
        Builder builder = new Builder();
        builder.setNulls("omit");

        assertThat(Xml.within(builder, Form.JSON, json)).isEqualTo(xml == null ? "" : xml);
    }

    @Test
    void emptyListsAndObjectsCanBePlain() {
        Builder builder = new Builder();
        builder.setEmpties("plain");

        assertThat(Xml.within(builder, Form.JSON, "[[],{},\"\"]")).isEqualTo("<product/><product/><product></product>");
    }

    @ParameterizedTest
    @CsvSource({"'[]', JSON", "'', JSON_LINES", "'\n \r\n', JSON_LINES"})
    void withoutValuesTheRootIsEmpty(String json, Form form) {
        assertThat(Xml.of(new Builder(), form, json)).isEqualTo(Xml.HEAD + "<products/>\n");
    }

    @ParameterizedTest
    @CsvSource({
        "a/b.json, JSON",
        "b.jsonl, JSON_LINES",
        "b.ndjson, JSON_LINES",
        "B.JSONL, JSON_LINES",
        "jsonl, JSON",
        "b.jsonl.json, JSON"
    })
    void theFormIsToldByTheEndingOfTheKey(String key, Form form) {
        assertThat(Form.of(key)).isEqualTo(form);
    }

    @Test
    void elementsAreThoseOfTheRoot() throws IOException {
        JsonToXml converter = new Builder().build();

        assertThat(convert(converter, "[1,[2,3],{\"a\":4},null]", Form.JSON)).isEqualTo(4);
        assertThat(convert(converter, "{\"a\":4}", Form.JSON)).isEqualTo(1);
        assertThat(convert(converter, "1\n[2]\n", Form.JSON_LINES)).isEqualTo(2);
    }

    private static long convert(JsonToXml converter, String json, Form form) throws IOException {
        InputStream in = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        return converter.convert(in, OutputStream.nullOutputStream(), form).elements();
    }

    @Test
    void linesInsteadOfAListGiveTheSame() {
        String list = Xml.of(new Builder(), Form.JSON, "[{\"a\":[1]},\"b\"]");

        assertThat(Xml.of(new Builder(), Form.JSON_LINES, "\uFEFF{\"a\":[1]}\n\n\"b\""))
                .isEqualTo(list);
    }

    @Test
    void bothStreamsStayOpenAndTheOutputIsFlushed() throws IOException {
        StringBuilder seen = new StringBuilder();
        InputStream in = new ByteArrayInputStream("[1]".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public void close() {
                seen.append("input closed");
            }
        };
        OutputStream out = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                seen.append("flushed ").append(size() > 0);
            }

            @Override
            public void close() {
                seen.append("output closed");
            }
        };

        new Builder().build().convert(in, out, Form.JSON);

        assertThat(seen).hasToString("flushed true");
    }

    @Test
    void whatAStreamThrowsIsPassedOnAsItIs() {
        IOException broken = new IOException("broken");
        InputStream in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw broken;
            }
        };
        OutputStream out = new OutputStream() {
            @Override
            public void write(int unit) throws IOException {
                throw broken;
            }
        };
        JsonToXml converter = new Builder().build();

        assertThatThrownBy(() -> converter.convert(in, OutputStream.nullOutputStream(), Form.JSON))
                .isSameAs(broken);
        assertThatThrownBy(() -> converter.convert(new ByteArrayInputStream(new byte[] {'1'}), out, Form.JSON))
                .isSameAs(broken);
    }

    @ParameterizedTest
    @CsvSource({
        "root, ''",
        "root, a b",
        "element, x:product",
        "item, 1st",
        "item, _x0041_",
        "items, prices",
        "items, 'prices: p, : q'",
        "items, 'prices: p q'",
        "items, 'prices: p, prices: q'",
        "indent, -1",
        "indent, 17",
        "indent, two",
        "nulls, nill",
        "empties, none",
        "invalidCharacters, ''",
        "maxDepth, 0",
        "maxDepth, 10001"
    })
    void aSettingThatCannotBeSoIsToldInOneLine(String property, String value) {
        Builder builder = new Builder();
        switch (property) {
            case "root" -> builder.setRoot(value);
            case "element" -> builder.setElement(value);
            case "item" -> builder.setItem(value);
            case "items" -> builder.setItems(value);
            case "indent" -> builder.setIndent(value);
            case "nulls" -> builder.setNulls(value);
            case "empties" -> builder.setEmpties(value);
            case "invalidCharacters" -> builder.setInvalidCharacters(value);
            default -> builder.setMaxDepth(value);
        }

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(builder::build)
                .withMessageContaining("\"" + property + "\"")
                .withMessageContaining(value)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
    }
}
