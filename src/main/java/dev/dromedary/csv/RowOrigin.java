package dev.dromedary.csv;

import dev.dromedary.batch.SourceRecord;
import dev.dromedary.digest.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * The file that rows come from, which gives each its identity: name, line, and a hash of its text. A row that is still
 * on its line when the file comes again is the same dead letter. Immutable.
 */
record RowOrigin(String fileName, Instant modified) {

    private static final int HASH_DIGITS = 12;

    static RowOrigin of(Path file) throws IOException {
        return new RowOrigin(
                file.getFileName().toString(), Files.getLastModifiedTime(file).toInstant());
    }

    /** @param fields the row's fields by column; empty where there are none to be trusted */
    SourceRecord record(long line, String text, Map<String, Object> fields) {
        String id = fileName + ':' + line + ':' + Sha256.of(text).substring(0, HASH_DIGITS);
        return new SourceRecord(id, modified, 1, text, fields, Map.of());
    }

    /** Whether the payload of a record is the text of a row, and nothing else. */
    static boolean isText(SourceRecord record) {
        return record.id().endsWith(':' + Sha256.of(record.payload()).substring(0, HASH_DIGITS));
    }

    /** The line in the identity of a row. */
    static long line(String id) {
        String[] parts = id.split(":");
        return Long.parseLong(parts[parts.length - 2]);
    }
}
