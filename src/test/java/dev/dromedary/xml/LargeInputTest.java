package dev.dromedary.xml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.management.ThreadMXBean;
import dev.dromedary.xml.JsonToXml.Converted;
import dev.dromedary.xml.JsonToXml.Form;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Memory is set by the settings and not by the input (invariant 5): the thread's allocations are counted. */
class LargeInputTest {

    private static final long MEBIBYTE = 1 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final JsonToXml converter = new JsonToXml.Builder().build();

    @Test
    void aTextOf50MegabytesPassesInLittleMemory() throws IOException {
        long times = 5_000_000;

        Converted converted = convert(MEBIBYTE, text("[\""), repeated("longtext é", times), text("\"]"));

        assertThat(converted.elements()).isOne();
        assertThat(converted.inputBytes()).isEqualTo(11 * times + 4);
        assertThat(converted.outputBytes()).isGreaterThan(11 * times);
    }

    @Test
    void aTextOfEscapesPassesInLittleMemory() throws IOException {
        Converted converted = convert(MEBIBYTE, text("\""), repeated("\\n\\ud83d\\ude00<\\u0000", 500_000), text("\""));

        String frame = Xml.of("\"\"");
        assertThat(converted.outputBytes()).isEqualTo(frame.length() + 500_000L * (1 + 4 + 4 + 3));
    }

    @Test
    void manyElementsPassInLittleMemory() throws IOException {
        Converted converted = convert(
                MEBIBYTE, text("[0"), repeated(",{\"ean\":\"1\",\"prices\":[1.5,{\"a\":null}]}", 500_000), text("]"));

        assertThat(converted.elements()).isEqualTo(500_001);
    }

    /** Each key is seen once: nothing may remember them all. Counted while the parser has them, not when it is gone. */
    @ParameterizedTest
    @ValueSource(strings = {"x", "\u4E2D"})
    void manyKeysPassInBoundedMemory(String letter) throws IOException {
        int keys = 60_000;
        String rest = letter.repeat(900);
        long before = usedAfterCollection();
        long[] during = {0};
        InputStream middle = new InputStream() {
            @Override
            public int read() {
                during[0] = usedAfterCollection();
                return -1;
            }
        };

        Converted converted = converter.convert(
                parts(
                        text("{\"a\":0"),
                        numbered(",\"%d-" + rest + "\":[0]", 0, keys),
                        middle,
                        numbered(",\"%d-" + rest + "\":{}", keys, keys + 10),
                        text("}")),
                OutputStream.nullOutputStream(),
                Form.JSON);

        assertThat(converted.elements()).isOne();
        // The keys alone are 54 MB and more.
        assertThat(during[0] - before).isPositive().isLessThan(24 * MEBIBYTE);
    }

    @Test
    void aNumberIsNotGatheredBeyondItsLimit() {
        for (String beginning : List.of("[", "[1.", "[1e", "[-")) {
            assertThatExceptionOfType(JsonRejectedException.class)
                    .isThrownBy(() -> convert(2 * MEBIBYTE, text(beginning), repeated("7", 50_000_000), text("]")))
                    .withMessageEndingWith(": a number of more than 100000 characters");
        }
    }

    private static long usedAfterCollection() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Converted convert(long limit, InputStream... parts) throws IOException {
        InputStream json = parts(parts);
        // Loading the classes is not counted.
        converter.convert(text("[\"\\n\",{\"a\":1}]"), OutputStream.nullOutputStream(), Form.JSON);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            return converter.convert(json, OutputStream.nullOutputStream(), Form.JSON);
        } finally {
            assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(limit);
        }
    }

    private static InputStream parts(InputStream... parts) {
        return new SequenceInputStream(Collections.enumeration(List.of(parts)));
    }

    /** The same text for each number, made when it is read. */
    private static InputStream numbered(String format, int from, int to) {
        Iterator<InputStream> each = IntStream.range(from, to)
                .mapToObj(i -> text(format.formatted(i)))
                .iterator();
        return new SequenceInputStream(new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return each.hasNext();
            }

            @Override
            public InputStream nextElement() {
                return each.next();
            }
        });
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The same text many times, without ever being whole. */
    private static InputStream repeated(String text, long times) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return new InputStream() {
            private final long length = bytes.length * times;
            private long at;

            @Override
            public int read() {
                return at == length ? -1 : bytes[(int) (at++ % bytes.length)] & 0xFF;
            }

            @Override
            public int read(byte[] buffer, int start, int count) {
                if (at == length) {
                    return -1;
                }
                int taken = (int) Math.min(count, length - at);
                for (int i = 0; i < taken; i++) {
                    buffer[start + i] = bytes[(int) (at++ % bytes.length)];
                }
                return taken;
            }
        };
    }
}
