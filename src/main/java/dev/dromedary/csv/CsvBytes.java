package dev.dromedary.csv;

import dev.dromedary.digest.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The bytes of a file for the parser, each as the character of the same number, hashed as they are read. It keeps those
 * of the row at hand, so that the row's text can be told and the parser set back to the line after it. What it keeps is
 * bounded by {@link #LONGEST_ROW}, never by the file (invariant 5). For use by one thread.
 */
final class CsvBytes extends Reader {

    /** Bytes of a row at the most. */
    static final int LONGEST_ROW = 1 << 20;

    private static final int BLOCK = 1 << 16;
    private static final byte LF = '\n';
    private static final byte CR = '\r';

    private final InputStream in;
    private final MessageDigest digest = Sha256.digest();

    private byte[] window = new byte[4 * BLOCK];
    /** End of what was read from the file, and of what the parser was given of it. */
    private int filled;

    private int given;
    private boolean exhausted;

    /** The row at hand: from here, to here once the parser has delivered it; and the line on which it begins. */
    private int start;

    private int end;
    private long line = 1;
    private int lines;

    private boolean overlong;
    private boolean ended;
    private final Setbacks setbacks = new Setbacks();
    /** Where the parser is told that the file ends, if not at its end. */
    private int limit = Integer.MAX_VALUE;

    CsvBytes(InputStream in) {
        this.in = in;
    }

    /** Whether the file begins with these bytes. Only before the parser has read. */
    boolean beginsWith(int... bytes) throws IOException {
        boolean more = true;
        while (filled < bytes.length && more) {
            more = fill();
        }
        for (int i = 0; i < bytes.length; i++) {
            if (i >= filled || (window[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Leaves out the first bytes of the file. */
    void skip(int count) {
        start = end = given = count;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (given - start > LONGEST_ROW) {
            overlong = true;
            throw new IOException("a row is too long");
        }
        int readable = Math.min(filled, limit) - given;
        if (readable <= 0) {
            if (given >= limit || !fill()) {
                ended = true;
                return -1;
            }
            readable = Math.min(filled, limit) - given;
        }
        int count = Math.min(length, readable);
        // Both steps are intrinsics of the JVM; a loop over bytes takes five times as long.
        new String(window, given, count, StandardCharsets.ISO_8859_1).getChars(0, count, target, offset);
        given += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (exhausted) {
            return false;
        }
        if (window.length - filled < BLOCK) {
            makeRoom();
        }
        int count = in.read(window, filled, BLOCK);
        if (count < 0) {
            exhausted = true;
            return false;
        }
        digest.update(window, filled, count);
        filled += count;
        return true;
    }

    private void makeRoom() {
        int kept = filled - start;
        byte[] target = kept > window.length / 2 ? new byte[2 * window.length] : window;
        System.arraycopy(window, start, target, 0, kept);
        window = target;
        filled -= start;
        given -= start;
        end -= start;
        limit = limit == Integer.MAX_VALUE ? limit : limit - start;
        start = 0;
    }

    /** The parser begins with a row, behind the one before. */
    void beginRow() {
        start = end;
        line += lines;
        lines = 0;
    }

    /**
     * The parser has delivered the row.
     *
     * @param lineCount physical lines that it covers
     * @param least bytes that it surely has
     */
    void endRow(int lineCount, int least) throws IOException {
        end = lineCount == 1 ? start + least : start;
        for (int i = 0; i < lineCount; i++) {
            end = lineEnd(end, Integer.MAX_VALUE);
        }
        lines = lineCount;
        overlong = end - start > LONGEST_ROW;
    }

    /** The physical line on which the row at hand begins. */
    long line() {
        return line;
    }

    /** Whether the row at hand is longer than {@link #LONGEST_ROW}. */
    boolean isOverlong() {
        return overlong;
    }

    /** Whether the parser was told that there is no more. */
    boolean hasEnded() {
        return ended;
    }

    /** The text of the delivered row. */
    String text() {
        return RawText.of(window, start, end);
    }

    /**
     * Gives up the row at hand, which is no CSV: the parser goes on with the next physical line.
     *
     * @return the text of the row's first physical line, or what fits of it
     */
    String giveUpLine() throws IOException {
        int close = lineEnd(start, LONGEST_ROW);
        String text = RawText.of(window, start, close < 0 ? start + LONGEST_ROW : close);
        while (close < 0) {
            start = given = filled;
            close = lineEnd(start, LONGEST_ROW);
        }
        setbacks.add(given - close, close - start);
        given = close;
        end = close;
        lines = 1;
        ended = false;
        overlong = false;
        return text;
    }

    /**
     * Begins anew behind the row at hand.
     *
     * @return whether there is anything
     */
    boolean resume() throws IOException {
        limit = Integer.MAX_VALUE;
        ended = false;
        if (setbacks.areTooMany()) {
            int close = lineEnd(end, LONGEST_ROW);
            limit = close < 0 ? Integer.MAX_VALUE : close;
        }
        return given < filled || fill();
    }

    /** Whether the parser was told of an end that is not the file's. */
    boolean isLimited() {
        return limit != Integer.MAX_VALUE;
    }

    /** Index behind the line end that follows, or the end of the file; -1 if that is further away than the limit. */
    private int lineEnd(int from, int most) throws IOException {
        int offset = from - start;
        while (true) {
            int i = start + offset;
            while (i < filled && window[i] != LF && window[i] != CR) {
                i++;
            }
            offset = i - start;
            boolean certain = i + 1 < filled || i < filled && window[i] == LF;
            if (!certain && offset > most) {
                return -1;
            }
            if (certain || !fill()) {
                i = start + offset;
                boolean pair = i + 1 < filled && window[i] == CR && window[i + 1] == LF;
                return Math.min(filled, i + (pair ? 2 : 1));
            }
        }
    }

    /** SHA-256 of all that was read; to be asked once, at the end. */
    String sha256() {
        return Sha256.hex(digest);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
