package dev.dromedary.objects;

import dev.dromedary.ledger.ObjectVersion;
import dev.dromedary.s3.ObjectSummary;

/** A version that a listing or a notification has told of. Immutable. */
record FoundObject(ObjectSummary summary, ObjectVersion version) {

    static FoundObject of(ObjectSummary summary) {
        return new FoundObject(summary, new ObjectVersion(summary.bucket(), summary.key(), summary.etag()));
    }
}
