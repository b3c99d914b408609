package dev.dromedary.objects;

import dev.dromedary.s3.ObjectSummary;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names an input in the metadata of its output: as a digest, because metadata takes neither every character nor 1 KiB. */
final class SourceName {

    private SourceName() {}

    /** SHA-256 of bucket and key; the same for all versions. */
    static String of(ObjectSummary input) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(input.path().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
