package dev.dromedary.capture;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.Rejection.Reason;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.csv.RowRetry;
import dev.dromedary.deadletter.DeadLetter;
import dev.dromedary.deadletter.DeadLetters;
import dev.dromedary.deadletter.Replayed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Letters whose rows are tried once more, many in a transaction, and marked after it (invariant 1). Thread-safe. */
record RowLetters(RowRetry retry, DeadLetters store) {

    /**
     * Tries the rows of letters; repeated, it does nothing twice.
     *
     * @param records of these letters
     * @param replayed told of what came of them, when that is durable
     * @return the letters that are of no row of a file
     * @throws dev.dromedary.batch.UnavailableException if the table or the letters cannot be asked now
     */
    List<DeadLetter> retry(List<DeadLetter> letters, Map<String, SourceRecord> records, Replayed replayed) {
        List<RowRetry.Result> results = retry.retry(
                letters.stream().map(letter -> former(letter, records)).toList());
        Map<RowRetry.Result, List<DeadLetter>> sorted = new HashMap<>();
        for (int i = 0; i < letters.size(); i++) {
            sorted.computeIfAbsent(results.get(i), result -> new ArrayList<>()).add(letters.get(i));
        }
        List<DeadLetter> landed = sorted.getOrDefault(RowRetry.Result.LANDED, List.of());
        List<DeadLetter> superseded = sorted.getOrDefault(RowRetry.Result.SUPERSEDED, List.of());
        store.landed(landed, landed.size());
        store.supersede(superseded, "superseded: the table has changed in this row since it was rejected");
        replayed.addLanded(landed.size());
        replayed.addSuperseded(superseded.size());
        replayed.addFailed(
                sorted.getOrDefault(RowRetry.Result.REJECTED, List.of()).size());
        return sorted.getOrDefault(RowRetry.Result.NO_ROW, List.of());
    }

    private static Rejection former(DeadLetter letter, Map<String, SourceRecord> records) {
        Reason reason = Reason.valueOf(letter.reason().toUpperCase(Locale.ROOT));
        return new Rejection(records.get(letter.sourceId()), reason, letter.path(), letter.detail());
    }
}
