package dev.dromedary.capture;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.csv.RowRetry;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Replayed;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Letters whose rows are tried once more, many in a transaction, and marked after it (invariant 1). Thread-safe. */
record RowLetters(RowRetry retry) {

    /**
     * What has become of letters.
     *
     * @param failed how many were rejected again, which their letters say already
     * @param others those that are of no row of a file
     */
    record Tried(List<DeadLetter> landed, List<DeadLetter> superseded, int failed, List<DeadLetter> others) {}

    /**
     * Tries the rows of letters; repeated, it does nothing twice.
     *
     * @param records of these letters
     * @throws dev.dromedary.batch.UnavailableException if the table or the letters cannot be asked now
     */
    Tried retry(List<DeadLetter> letters, Map<String, SourceRecord> records) {
        List<RowRetry.Result> results = retry.retry(
                letters.stream().map(letter -> former(letter, records)).toList());
        Map<RowRetry.Result, List<DeadLetter>> sorted = new EnumMap<>(RowRetry.Result.class);
        for (RowRetry.Result result : RowRetry.Result.values()) {
            sorted.put(result, new ArrayList<>());
        }
        for (int i = 0; i < letters.size(); i++) {
            sorted.get(results.get(i)).add(letters.get(i));
        }
        return new Tried(
                sorted.get(RowRetry.Result.LANDED),
                sorted.get(RowRetry.Result.SUPERSEDED),
                sorted.get(RowRetry.Result.REJECTED).size(),
                sorted.get(RowRetry.Result.NO_ROW));
    }

    /**
     * Marks letters whose rows are durable where they belong, or need not be.
     *
     * @param replayed told of them, and of those that were rejected again
     * @throws dev.dromedary.batch.UnavailableException if they cannot be marked now
     */
    static void mark(DeadLetters store, Tried tried, Replayed replayed) {
        store.landed(tried.landed(), tried.landed().size());
        store.supersede(tried.superseded(), "superseded: the table has changed in this row since it was rejected");
        replayed.addLanded(tried.landed().size());
        replayed.addSuperseded(tried.superseded().size());
        replayed.addFailed(tried.failed());
    }

    private static Rejection former(DeadLetter letter, Map<String, SourceRecord> records) {
        Reason reason = Reason.valueOf(letter.reason().toUpperCase(Locale.ROOT));
        return new Rejection(records.get(letter.sourceId()), reason, letter.path(), letter.detail());
    }
}
