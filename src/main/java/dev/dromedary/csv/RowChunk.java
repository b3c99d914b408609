package dev.dromedary.csv;

import dev.dromedary.batch.Rejection;
import java.util.ArrayList;
import java.util.List;

/** Some rows on their way from the thread that reads to the one that writes; for use by one thread at a time. */
final class RowChunk {

    private static final int ROWS = 256;
    /** Characters, for rows may be long (invariant 5). */
    private static final long SIZE = 1 << 18;

    private final List<TableRow> rows = new ArrayList<>(ROWS);
    private final List<Rejection> rejections = new ArrayList<>();
    private long size;

    void add(TableRow row) {
        rows.add(row);
        for (Object value : row.values()) {
            size += value instanceof String text ? text.length() : 1;
        }
    }

    void add(Rejection rejection) {
        rejections.add(rejection);
        size += rejection.record().payload().length();
    }

    boolean isFull() {
        return size >= SIZE || rows.size() + rejections.size() >= ROWS;
    }

    boolean isEmpty() {
        return rows.isEmpty() && rejections.isEmpty();
    }

    List<TableRow> rows() {
        return rows;
    }

    List<Rejection> rejections() {
        return rejections;
    }
}
