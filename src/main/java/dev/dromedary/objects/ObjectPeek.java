package dev.dromedary.objects;

import dev.dromedary.batch.Batch;
import dev.dromedary.batch.Peekable.Seen;
import dev.dromedary.batch.SourceRecord;
import dev.dromedary.ledger.ObjectLedger;
import dev.dromedary.ledger.ObjectVersion;
import dev.dromedary.s3.ObjectListing;
import dev.dromedary.s3.ObjectSummary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One look at the objects that the next run would work on: those of the listing that the ledger does not know as done. No
 * notification is received, and nothing is claimed.
 */
final class ObjectPeek {

    /** The field of a record that holds the {@link ObjectSummary}. */
    static final String OBJECT = "object";

    private static final int CHUNK = 500;

    private final ObjectLedger ledger;
    private final boolean asked;
    private final int attempts;
    private final List<SourceRecord> records = new ArrayList<>();
    private long done;

    /** @param attempts how often a version is tried that fails for its own fault */
    ObjectPeek(ObjectLedger ledger, int attempts) {
        this.ledger = ledger;
        this.asked = ledger.exists();
        this.attempts = attempts;
    }

    Seen look(String pipeline, ObjectListing listing, KeyFilter filter, int most) {
        List<FoundObject> chunk = new ArrayList<>();
        while (records.size() < most && listing.hasNext()) {
            ObjectSummary object = listing.next();
            if (filter.matches(object.key())) {
                FoundObject.of(object).ifPresent(chunk::add);
            }
            if (chunk.size() == CHUNK || records.size() + chunk.size() == most || !listing.hasNext()) {
                keepOpen(chunk);
                chunk.clear();
            }
        }
        List<String> notes = done == 0
                ? List.of()
                : List.of(done + " objects are done already, as the ledger has it, and not shown");
        return new Seen(Batch.of(pipeline, records), notes);
    }

    private void keepOpen(List<FoundObject> chunk) {
        List<ObjectVersion> versions = chunk.stream().map(FoundObject::version).toList();
        Set<ObjectVersion> ended = asked && !versions.isEmpty() ? ledger.ended(versions, attempts) : Set.of();
        done += ended.size();
        for (FoundObject object : chunk) {
            if (!ended.contains(object.version())) {
                records.add(record(object));
            }
        }
    }

    private static SourceRecord record(FoundObject object) {
        ObjectSummary summary = object.summary();
        return new SourceRecord(
                object.version().toString(),
                summary.lastModified(),
                1,
                Reference.json(summary),
                Map.of(OBJECT, summary),
                Map.of());
    }
}
