package dev.dromedary.xml;

import static org.assertj.core.api.Assertions.assertThat;

import dev.dromedary.xml.JsonToXml.Builder;
import dev.dromedary.xml.JsonToXml.Form;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever JSON there is, the JDK's parser reads its content back. */
class RoundTripTest {

    private static final int ROUNDS = 400;
    private static final Map<String, String> ITEMS = Map.of("prices", "price", "a b", "part");

    @ParameterizedTest
    @CsvSource({"1, 2", "2, 0", "3, 5", "4, 2"})
    void readingBackGivesTheContentAgain(long seed, String indent) throws Exception {
        RandomJson random = new RandomJson(new Random(seed), ITEMS);
        for (int round = 0; round < ROUNDS; round++) {
            List<Object> contents = new ArrayList<>();
            StringBuilder list = new StringBuilder("[");
            StringBuilder lines = new StringBuilder();
            // Sometimes more than a buffer takes.
            for (int i = round % 50 == 0 ? 500 : random.count(); i > 0; i--) {
                StringBuilder value = new StringBuilder();
                contents.add(random.value(value, "product", 0));
                list.append(list.length() > 1 ? "," : "").append(value);
                lines.append(value.toString().replace('\n', ' ').replace('\r', ' '))
                        .append(round % 2 == 0 ? "\n" : "\r\n\n");
            }
            String xml = Xml.of(builder(indent), Form.JSON, list + "]");

            assertThat(ReadBack.products(ITEMS, xml)).as("%s", list).isEqualTo(contents);
            assertThat(Xml.of(builder(indent), Form.JSON_LINES, lines.toString()))
                    .isEqualTo(xml);
        }
    }

    /** The same from a stream that hands out one byte at a time, so that the parser's buffer ends everywhere. */
    private static String byteByByte(Builder builder, String json) throws IOException {
        InputStream bytes = new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] buffer, int start, int length) {
                return super.read(buffer, start, Math.min(length, 1));
            }
        };
        ByteArrayOutputStream xml = new ByteArrayOutputStream();
        builder.build().convert(bytes, xml, Form.JSON);
        return xml.toString(StandardCharsets.UTF_8);
    }

    private static Builder builder(String indent) {
        Builder builder = new Builder();
        builder.setItems("prices: price, a b: part");
        builder.setIndent(indent);
        return builder;
    }
}
