package dev.dromedary.csv;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Rejection;
import dev.dromedary.deadletter.LetterBox;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects the rows that are at fault and stores them as dead letters, some at a time. For use by one thread. */
final class RejectedRows {

    private static final int ROWS = 500;
    /** Characters, for rows may be long (invariant 5). */
    private static final long SIZE = 1 << 20;

    private final LetterBox letters;
    private final String pipeline;
    private final Consumer<List<Rejection>> buried;
    private final List<Rejection> waiting = new ArrayList<>();
    private long size;
    private long count;

    /** @param buried told of those that are durable, some at a time */
    RejectedRows(LetterBox letters, String pipeline, Consumer<List<Rejection>> buried) {
        this.buried = buried;
        this.letters = letters;
        this.pipeline = pipeline;
    }

    void add(Rejection rejection) {
        waiting.add(rejection);
        count++;
        size += rejection.record().payload().length();
        if (waiting.size() >= ROWS || size >= SIZE) {
            store();
        }
    }

    /** Makes all of them durable. */
    void store() {
        letters.store(Batch.of(pipeline, List.of()).landed(0, 0, waiting));
        buried.accept(waiting);
        waiting.clear();
        size = 0;
    }

    long count() {
        return count;
    }
}
