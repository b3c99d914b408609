package dev.dromedary.xml;

import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Lets valid UTF-8 pass and nothing else; Jackson would take overlong forms and halves of surrogate pairs. A byte order
 * mark is left out. A sequence that the end cuts off passes: it is for the parser to miss the rest. Closes nothing. Not
 * thread-safe.
 */
final class Utf8Stream extends InputStream {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int HEAD = 3;

    private final InputStream in;
    private final byte[] head = new byte[HEAD];
    private int headAt;
    private int headEnd = -1;
    private long delivered;
    private String fault;
    private int missing;
    private int least = 0x80;
    private int most = 0xBF;

    /** The byte after those that were read cannot stand where it stands. */
    static final class MalformedException extends CharConversionException {
        MalformedException(String fault) {
            super(fault);
        }
    }

    Utf8Stream(InputStream in) {
        this.in = in;
    }

    /** How many bytes were read, the byte order mark included. */
    long count() {
        return delivered + mark();
    }

    /** How many bytes were left out at the beginning. */
    int mark() {
        return headEnd > 0 && isMark() ? HEAD : 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int start, int length) throws IOException {
        if (fault != null) {
            throw new MalformedException(fault);
        }
        int count = take(buffer, start, length);
        if (count <= 0) {
            return count;
        }
        int valid = check(buffer, start, start + count) - start;
        if (valid == 0 && fault != null) {
            throw new MalformedException(fault);
        }
        delivered += valid;
        return valid;
    }

    private int take(byte[] buffer, int start, int length) throws IOException {
        if (headEnd < 0) {
            readHead();
        }
        if (headAt == headEnd) {
            return in.read(buffer, start, length);
        }
        int count = Math.min(length, headEnd - headAt);
        System.arraycopy(head, headAt, buffer, start, count);
        headAt += count;
        return count;
    }

    private void readHead() throws IOException {
        headEnd = Math.max(0, in.readNBytes(head, 0, HEAD));
        if (isMark()) {
            headAt = HEAD;
        } else if (headEnd >= 2 && (isWide(head[0], head[1]) || head[0] == 0 || head[1] == 0)) {
            fault = "UTF-16 or UTF-32, but only UTF-8 is read";
            throw new MalformedException(fault);
        } else if (headEnd >= 2 && head[0] == 0x1F && head[1] == (byte) 0x8B) {
            fault = "compressed by gzip, but only plain JSON is read";
            throw new MalformedException(fault);
        }
    }

    private boolean isMark() {
        return headEnd == HEAD && head[0] == (byte) 0xEF && head[1] == (byte) 0xBB && head[2] == (byte) 0xBF;
    }

    private static boolean isWide(byte first, byte second) {
        return first == (byte) 0xFE && second == (byte) 0xFF || first == (byte) 0xFF && second == (byte) 0xFE;
    }

    /** The end of what is valid; if that is not the end of all, there is a fault. */
    private int check(byte[] buffer, int start, int end) {
        int at = start;
        while (at < end) {
            if (missing == 0) {
                at = skipAscii(buffer, at, end);
                if (at == end) {
                    break;
                }
            }
            if (!(missing == 0 ? begins(buffer[at] & 0xFF) : continues(buffer[at] & 0xFF))) {
                fault = "a byte that is not UTF-8";
                break;
            }
            at++;
        }
        return at;
    }

    private static int skipAscii(byte[] buffer, int start, int end) {
        int at = start;
        while (at + 4 * Long.BYTES <= end
                && ((word(buffer, at) | word(buffer, at + 8) | word(buffer, at + 16) | word(buffer, at + 24))
                                & HIGH_BITS)
                        == 0) {
            at += 4 * Long.BYTES;
        }
        while (at < end && buffer[at] >= 0) {
            at++;
        }
        return at;
    }

    private static long word(byte[] buffer, int at) {
        return (long) LONGS.get(buffer, at);
    }

    /** The well-formed sequences of the Unicode Standard, table 3-7. */
    private boolean begins(int lead) {
        missing = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        return lead >= 0xC2 && lead <= 0xF4;
    }

    private boolean continues(int next) {
        boolean valid = next >= least && next <= most;
        missing--;
        least = 0x80;
        most = 0xBF;
        return valid;
    }
}
