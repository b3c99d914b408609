package dev.dromedary.csv;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Takes the fields of a row from the parser, decodes those that are not ASCII, and tells {@link CsvBytes} where rows begin
 * and end. For use by one thread.
 */
final class FieldCollector extends AbstractBaseCsvCallbackHandler<FieldCollector> {

    static final int NONE = -1;

    private final CsvBytes bytes;
    private int width;

    private String[] fields;
    private int length;
    private int lineEnds;
    private int notUtf8;
    private int nul;

    /** @param width fields to collect at the most; more are counted */
    FieldCollector(CsvBytes bytes, int width) {
        this.bytes = bytes;
        this.width = width;
    }

    /** Collects fewer fields from the next row on. */
    void narrow(int fewer) {
        width = fewer;
    }

    @Override
    protected void handleBegin(long startingLineNumber) {
        bytes.beginRow();
        fields = new String[width];
        length = 0;
        lineEnds = 0;
        notUtf8 = NONE;
        nul = NONE;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int count, boolean quoted) {
        length += count + 1;
        String field = new String(buffer, offset, count);
        for (int i = offset; i < offset + count; i++) {
            // Not a printable character of ASCII: below it, or above.
            if ((char) (buffer[i] - ' ') > '~' - ' ') {
                field = unusual(index, field);
                break;
            }
        }
        if (index < width) {
            fields[index] = field;
        }
    }

    private String unusual(int index, String field) {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\n' && (i == 0 || field.charAt(i - 1) != '\r') || c == '\r') {
                lineEnds++;
            } else if (c == 0 && nul == NONE) {
                nul = index;
            }
        }
        String text = RawText.decode(field);
        if (text == null && notUtf8 == NONE) {
            notUtf8 = index;
        }
        return text == null ? field : text;
    }

    @Override
    protected FieldCollector buildRecord() {
        try {
            // Without the separator behind the last field.
            bytes.endRow(1 + lineEnds, Math.max(0, length - 1));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The fields of the row; a new array for each row. */
    String[] fields() {
        return fields;
    }

    /** How many fields the row has. */
    int count() {
        return getFieldCount();
    }

    /** The first field that is no UTF-8, or {@link #NONE}. */
    int notUtf8() {
        return notUtf8;
    }

    /** The first field with a NUL character, or {@link #NONE}. */
    int nul() {
        return nul;
    }
}
