package dev.dromedary.xml;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

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

    /** Each key is seen once: nothing may remember them all. What is thrown away again is counted too, so more is allowed. */
    @Test
    void manyKeysPassInBoundedMemory() throws IOException {
        int keys = 300_000;
        List<InputStream> parts = new ArrayList<>(List.of(text("[0")));
        for (int i = 0; i < keys; i += 1000) {
            StringBuilder objects = new StringBuilder();
            for (int j = i; j < i + 1000; j++) {
                objects.append(",{\"key-")
                        .append(j)
                        .append("-")
                        .append("x".repeat(500))
                        .append("\":0}");
            }
            parts.add(text(objects.toString()));
        }
        parts.add(text("]"));
        System.gc();
        long before = used();

        Converted converted = converter.convert(
                new SequenceInputStream(Collections.enumeration(parts)), OutputStream.nullOutputStream(), Form.JSON);

        System.gc();
        assertThat(converted.elements()).isEqualTo(keys + 1);
        // The keys alone are 150 MiB.
        assertThat(used() - before).isLessThan(50 * MEBIBYTE);
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private Converted convert(long limit, InputStream... parts) throws IOException {
        InputStream json = new SequenceInputStream(Collections.enumeration(List.of(parts)));
        long before = THREADS.getCurrentThreadAllocatedBytes();
        Converted converted = converter.convert(json, OutputStream.nullOutputStream(), Form.JSON);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(limit);
        return converted;
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
