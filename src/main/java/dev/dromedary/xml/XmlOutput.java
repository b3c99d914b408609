package dev.dromedary.xml;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of XML on their way to a stream, gathered to larger writes. {@code docs/decisions/20261121-write-xml-by-hand.md}
 * says why no StAX writer does this. Closes nothing. Not thread-safe.
 */
final class XmlOutput {

    static final byte[] CARRIAGE_RETURN = ascii("&#xD;");
    static final byte[] AMPERSAND = ascii("&amp;");
    static final byte[] LESS = ascii("&lt;");
    static final byte[] GREATER = ascii("&gt;");
    static final byte[] REPLACEMENT = {(byte) 0xEF, (byte) 0xBF, (byte) 0xBD};

    private static final int SIZE = 16 * 1024;

    private final OutputStream out;
    private final byte[] buffer = new byte[SIZE];
    private byte[] spaces = new byte[0];
    private int size;
    private long flushed;

    XmlOutput(OutputStream out) {
        this.out = out;
    }

    /** How many bytes were put. */
    long count() {
        return flushed + size;
    }

    void put(int unit) throws IOException {
        if (size == SIZE) {
            drain();
        }
        buffer[size++] = (byte) unit;
    }

    void put(byte[] bytes) throws IOException {
        put(bytes, 0, bytes.length);
    }

    void put(byte[] bytes, int start, int length) throws IOException {
        if (length > SIZE - size) {
            drain();
            if (length > SIZE) {
                out.write(bytes, start, length);
                flushed += length;
                return;
            }
        }
        System.arraycopy(bytes, start, buffer, size, length);
        size += length;
    }

    /** Puts characters that are all ASCII and need no escape, such as those of a number. */
    void putAscii(char[] chars, int start, int length) throws IOException {
        for (int i = start; i < start + length; i++) {
            put(chars[i]);
        }
    }

    /** Puts a tag of an {@link ElementName} behind some spaces. */
    void putIndented(byte[] tag, int spaces) throws IOException {
        int own = Math.min(spaces, ElementName.INDENT);
        if (spaces > own) {
            putSpaces(spaces - own);
        }
        int start = ElementName.INDENT - own;
        put(tag, start, tag.length - start);
    }

    void putSpaces(int count) throws IOException {
        if (count > spaces.length) {
            spaces = new byte[Math.max(count, 64)];
            Arrays.fill(spaces, (byte) ' ');
        }
        put(spaces, 0, count);
    }

    /** Puts a character that XML can hold; what markup would be is escaped. */
    void putCharacter(int point) throws IOException {
        switch (point) {
            case '\r' -> put(CARRIAGE_RETURN);
            case '&' -> put(AMPERSAND);
            case '<' -> put(LESS);
            case '>' -> put(GREATER);
            default -> {
                if (point < 0x80) {
                    put(point);
                } else {
                    putEncoded(point);
                }
            }
        }
    }

    private void putEncoded(int point) throws IOException {
        if (point < 0x800) {
            put(0xC0 | point >> 6);
        } else if (point < 0x10000) {
            put(0xE0 | point >> 12);
            put(0x80 | point >> 6 & 0x3F);
        } else {
            put(0xF0 | point >> 18);
            put(0x80 | point >> 12 & 0x3F);
            put(0x80 | point >> 6 & 0x3F);
        }
        put(0x80 | point & 0x3F);
    }

    /** Hands everything to the stream. */
    void flush() throws IOException {
        drain();
        out.flush();
    }

    private void drain() throws IOException {
        out.write(buffer, 0, size);
        flushed += size;
        size = 0;
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
