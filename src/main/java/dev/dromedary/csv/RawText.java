package dev.dromedary.csv;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;

/** Bytes of a CSV file as text. */
final class RawText {

    private RawText() {}

    /**
     * What a person can read of any bytes: those that are no UTF-8 stand as {@code \xE9}. Without the line end that the
     * bytes may have.
     */
    static String of(byte[] bytes, int start, int end) {
        int close = end;
        if (close > start && bytes[close - 1] == '\n') {
            close--;
        }
        if (close > start && bytes[close - 1] == '\r') {
            close--;
        }
        ByteBuffer in = ByteBuffer.wrap(bytes, start, close - start);
        CharBuffer out = CharBuffer.allocate(4 * in.remaining());
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        for (CoderResult result = decoder.decode(in, out, true);
                result.isError();
                result = decoder.decode(in, out, true)) {
            for (int i = 0; i < result.length(); i++) {
                out.put("\\x%02X".formatted(in.get()));
            }
        }
        return out.flip().toString();
    }

    /**
     * The text of a field whose bytes are given as the characters of the same numbers.
     *
     * @return null if the bytes are no UTF-8
     */
    static String decode(String bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.getBytes(StandardCharsets.ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            // The caller knows the line and the column, and says it.
            return null;
        }
    }
}
