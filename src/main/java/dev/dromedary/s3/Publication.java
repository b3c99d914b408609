package dev.dromedary.s3;

import dev.dromedary.clock.WallClock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The moment an output becomes visible, whole and once (invariants 2 and 6). The request says what must be there before
 * it. An answer that was lost is not guessed: the next attempt meets the condition that its own success has made untrue,
 * and HEAD then tells whether S3 has these bytes or others. Immutable.
 *
 * @param size of the output
 * @param sha256 of the output, hexadecimal
 * @param crc32c of the output, base 64
 */
record Publication(Writing writing, long size, String sha256, String crc32c) {

    /** In one request; the SHA-256 goes to the metadata. */
    WrittenObject put(byte[] bytes, Map<String, String> lateMetadata) {
        int length = Math.toIntExact(size);
        String md5 = Digests.md5(bytes, length);
        Map<String, String> metadata = new HashMap<>(writing.output().metadata());
        metadata.putAll(lateMetadata);
        metadata.put(Claims.METADATA, sha256);
        try {
            PutObjectResponse response = writing.put(bytes, length, metadata);
            String etag = ObjectSummary.bare(response.eTag());
            if (!etag.equals(md5) && !crc32c.equals(response.checksumCRC32C())) {
                verify(etag);
            }
            return written(etag, 1, 0, false);
        } catch (S3Exception e) {
            HeadObjectResponse there = resolve("PutObject", e, head -> isOurs(head, md5));
            return written(there.eTag(), 1, 0, true);
        }
    }

    /**
     * From parts that are up. Their ETags make the object's, unless a key encrypts it.
     *
     * @param onGone run if S3 does not know the upload any more, or does not make an object of it
     */
    WrittenObject complete(PartSender sender, List<CompletedPart> parts, Runnable onGone) {
        List<String> etags =
                parts.stream().map(part -> ObjectSummary.bare(part.eTag())).toList();
        String expected = etags.stream().allMatch(Digests::isMd5) ? Digests.etagOfParts(etags) : null;
        try {
            String etag = ObjectSummary.bare(
                    writing.complete(sender.uploadId(), parts, crc32c).eTag());
            if (expected != null && !expected.equals(etag)) {
                throw new ChecksumMismatchException(
                        writing.output().path(), "S3 made " + etag + " of parts that make " + expected);
            }
            verify(etag);
            return written(etag, sender.sent(), sender.reused(), false);
        } catch (Writing.UploadSpoiltException e) {
            onGone.run();
            writing.abandon(sender.uploadId());
            throw new S3UnavailableException(
                    "CompleteMultipartUpload " + writing.output().path(), Faults.RACE + "; the upload is begun again");
        } catch (S3Exception e) {
            if (Faults.code(e).equals("NoSuchUpload")) {
                onGone.run();
            }
            HeadObjectResponse there = resolve("CompleteMultipartUpload", e, head -> isOurs(head, expected));
            // If it was not this upload that made the object, its parts are of no use.
            writing.abandon(sender.uploadId());
            return written(there.eTag(), sender.sent(), sender.reused(), true);
        }
    }

    private WrittenObject written(String etag, int sent, int reused, boolean found) {
        OutputObject output = writing.output();
        ObjectSummary version = new ObjectSummary(output.bucket(), output.key(), etag, size, WallClock.now());
        return new WrittenObject(version, sha256, sent, reused, found);
    }

    private boolean isOurs(HeadObjectResponse head, String etag) {
        return head.contentLength() == size
                && (ObjectSummary.bare(head.eTag()).equals(etag) || crc32c.equals(head.checksumCRC32C()));
    }

    /**
     * Asks S3 what it has, after it said that all is well. Whoever has taken the object away since, or replaced it, did so
     * with what was published: to publish it again would double it (invariant 2).
     */
    private void verify(String etag) {
        writing.head()
                .filter(head -> ObjectSummary.bare(head.eTag()).equals(etag))
                .ifPresent(this::verify);
    }

    private void verify(HeadObjectResponse head) {
        String path = writing.output().path();
        String checksum = head.checksumCRC32C();
        // With a hyphen and a number it is the checksum of the parts' checksums.
        boolean whole = checksum != null && !checksum.contains("-");
        if (head.contentLength() != size || whole && !checksum.equals(crc32c)) {
            throw new ChecksumMismatchException(
                    path,
                    "S3 has " + head.contentLength() + " bytes with CRC32C " + checksum + " where " + size + " with "
                            + crc32c + " were sent");
        }
    }

    /** What a refused request means: that our own bytes are there already, that others are, or that it is refused. */
    private HeadObjectResponse resolve(String operation, S3Exception answer, Predicate<HeadObjectResponse> ours) {
        int status = Faults.status(answer);
        if (status != Faults.PRECONDITION_FAILED && status != Faults.NOT_FOUND) {
            throw writing.refused(operation, answer);
        }
        Optional<HeadObjectResponse> there = writing.head();
        if (there.filter(ours).isPresent()) {
            return there.get();
        }
        String etag = there.map(head -> ObjectSummary.bare(head.eTag())).orElse(null);
        if (status == Faults.NOT_FOUND && Objects.equals(etag, writing.output().replaces())) {
            throw writing.refused(operation, answer);
        }
        throw new OutputTakenException(
                writing.output().path(),
                etag == null ? "was deleted meanwhile" : "was written by somebody else meanwhile");
    }
}
