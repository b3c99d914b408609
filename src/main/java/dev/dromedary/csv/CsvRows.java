package dev.dromedary.csv;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.dromedary.batch.RecordRejectedException;
import dev.dromedary.batch.Rejection.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The rows of a CSV file (RFC 4180; UTF-8, with or without a BOM; any line ends; blank lines are skipped), one after the
 * other. A row that is no CSV does not take others along: its first physical line is given up, and the next line is read
 * as the beginning of a row (invariant 3). As is usual, a quote within an unquoted field is a character like any other.
 *
 * <p>The parser is given bytes as characters, so that bytes that are no UTF-8 are seen and not replaced. For use by one
 * thread.
 */
final class CsvRows implements Closeable {

    /** More than the longest row and what the parser reads ahead: the limit that is met is the other one. */
    private static final int PARSER_BUFFER = 4 * CsvBytes.LONGEST_ROW;

    private final Path file;
    private final RowOrigin origin;
    private final CsvBytes bytes;
    private int width = Columns.MOST + 1;
    private FieldCollector row;
    private CloseableIterator<FieldCollector> parser;

    /** What is wrong with the row at hand, and its text; null where the parser has delivered it. */
    private String fault;

    private String givenUp;
    private long line;

    private CsvRows(Path file, RowOrigin origin, CsvBytes bytes) {
        this.file = file;
        this.origin = origin;
        this.bytes = bytes;
        parse();
    }

    /**
     * @throws IOException if the file is not there or cannot be read
     * @throws CsvFileException if it is no UTF-8
     */
    static CsvRows open(Path file) throws IOException {
        CsvBytes bytes = new CsvBytes(Files.newInputStream(file));
        try {
            if (bytes.beginsWith(0xFE, 0xFF) || bytes.beginsWith(0xFF, 0xFE)) {
                throw new CsvFileException(file, "the file is UTF-16; save it as UTF-8");
            }
            if (bytes.beginsWith(0xEF, 0xBB, 0xBF)) {
                bytes.skip(3);
            }
            return new CsvRows(file, RowOrigin.of(file), bytes);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    private void parse() {
        row = new FieldCollector(bytes, width);
        parser = CsvReader.builder()
                .maxBufferSize(PARSER_BUFFER)
                .allowUnclosedQuote(false)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .build(row, bytes)
                .iterator();
    }

    /**
     * The names in the first row; to be asked once, before all others.
     *
     * @throws CsvFileException if the file is empty, or the row is no CSV
     */
    List<String> header() throws IOException {
        if (!next()) {
            throw new CsvFileException(file, "the file is empty; it must begin with a header that names the columns");
        }
        int bad = row.notUtf8() == FieldCollector.NONE ? row.nul() : row.notUtf8();
        if (fault != null || bad != FieldCollector.NONE) {
            String words = fault == null ? "column " + (bad + 1) + ": no text in UTF-8" : fault;
            throw new CsvFileException(file, "line " + line + ", the header: " + words + "; correct it");
        }
        List<String> names = Arrays.asList(row.fields()).subList(0, Math.min(row.count(), width));
        width = names.size();
        // The parser goes on; from here on rows are only as wide as the header.
        row.narrow(width);
        return names;
    }

    /**
     * Goes to the next row, good or bad.
     *
     * @return whether there is one
     */
    boolean next() throws IOException {
        fault = null;
        while (true) {
            try {
                if (parser.hasNext()) {
                    parser.next();
                    line = bytes.line();
                    if (bytes.isOverlong()) {
                        giveUp();
                    }
                    return true;
                }
                if (!bytes.isLimited() || !bytes.resume()) {
                    return false;
                }
                parse();
            } catch (CsvParseException | UncheckedIOException e) {
                if (e.getCause() != null && !bytes.isOverlong()) {
                    throw failure(e);
                }
                giveUp();
                return true;
            }
        }
    }

    private static IOException failure(RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException io) {
                return io;
            }
        }
        throw e;
    }

    private void giveUp() throws IOException {
        line = bytes.line();
        if (bytes.isOverlong()) {
            fault = "longer than " + (CsvBytes.LONGEST_ROW >> 20) + " MiB";
        } else {
            fault = bytes.hasEnded() ? "a quote that is never closed" : "text after a closing quote";
        }
        givenUp = bytes.giveUpLine();
        bytes.resume();
        parse();
    }

    /** The row as values. */
    TableRow row(Columns columns) {
        if (fault != null) {
            throw new RecordRejectedException(Reason.MALFORMED, "$", "line " + line + ": " + fault);
        }
        if (row.count() != columns.size()) {
            throw new RecordRejectedException(
                    Reason.MALFORMED,
                    "$",
                    "line " + line + ": " + row.count() + (row.count() == 1 ? " field" : " fields")
                            + ", but the header has " + columns.size());
        }
        if (row.notUtf8() != FieldCollector.NONE) {
            throw columns.fault(Reason.MALFORMED, line, row.notUtf8(), "not UTF-8");
        }
        if (row.nul() != FieldCollector.NONE) {
            throw columns.fault(Reason.INVALID, line, row.nul(), "a NUL character");
        }
        return new TableRow(line, columns.values(line, row.fields()));
    }

    /** The fields of the row by column, as the file has them; empty if it is none of which that can be told. */
    Map<String, Object> fields(Columns columns) {
        if (fault != null || row.count() != columns.size() || row.notUtf8() != FieldCollector.NONE) {
            return Map.of();
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            fields.put(columns.all().get(i).name(), row.fields()[i]);
        }
        return fields;
    }

    /** The physical line on which the row begins. */
    long line() {
        return line;
    }

    /** The row as it stands in the file; of one that is no CSV the first physical line. */
    String text() {
        return fault == null ? bytes.text() : givenUp;
    }

    RowOrigin origin() {
        return origin;
    }

    /** SHA-256 of what was read; to be asked once, at the end. */
    String sha256() {
        return bytes.sha256();
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
