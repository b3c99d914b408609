package dev.dromedary.objects;

import dev.dromedary.ledger.ObjectVersion;
import dev.dromedary.s3.ObjectSummary;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A version that a listing or a notification has told of. Immutable. */
record FoundObject(ObjectSummary summary, ObjectVersion version) {

    private static final Logger LOG = LoggerFactory.getLogger(FoundObject.class);

    /** Empty, and said, for a key that S3 itself would not take and no ledger can hold. */
    static Optional<FoundObject> of(ObjectSummary summary) {
        try {
            ObjectVersion version = new ObjectVersion(summary.bucket(), summary.key(), summary.etag());
            return Optional.of(new FoundObject(summary, version));
        } catch (IllegalArgumentException e) {
            LOG.warn("{} is left out: {}", summary.path(), e.getMessage());
            return Optional.empty();
        }
    }
}
