package dev.dromedary.csv;

import dev.dromedary.batch.Rejection;
import dev.dromedary.batch.SourceRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What has become of rows that were tried once more, by the identity of their records. For use by one thread. */
final class RetryResults {

    private final Map<String, RowRetry.Result> results = new HashMap<>();
    private final List<Rejection> rejections = new ArrayList<>();

    void add(SourceRecord record, RowRetry.Result result) {
        results.put(record.id(), result);
    }

    void reject(Rejection rejection) {
        add(rejection.record(), RowRetry.Result.REJECTED);
        rejections.add(rejection);
    }

    void addAll(RetryResults others) {
        results.putAll(others.results);
        rejections.addAll(others.rejections);
    }

    RowRetry.Result of(SourceRecord record) {
        return results.get(record.id());
    }

    List<Rejection> rejections() {
        return rejections;
    }
}
