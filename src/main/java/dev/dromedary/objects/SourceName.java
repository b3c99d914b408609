package dev.dromedary.objects;

import dev.dromedary.digest.Sha256;
import dev.dromedary.s3.ObjectSummary;

/** Names an input in the metadata of its output: as a digest, because metadata takes neither every character nor 1 KiB. */
final class SourceName {

    private SourceName() {}

    /** SHA-256 of bucket and key; the same for all versions. */
    static String of(ObjectSummary input) {
        return Sha256.of(input.path());
    }
}
