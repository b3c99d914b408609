package dev.dromedary.s3;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Aborts multipart uploads under our own prefix that nobody goes on with, so that their parts do not cost storage for
 * ever (invariant 6). Thread-safe; two sweepers at a time do no harm.
 */
public final class UploadSweeper {

    private final S3Client client;
    private final Retry retry;
    private final String bucket;
    private final String prefix;
    private final Clock clock;

    UploadSweeper(S3Client client, Retry retry, String bucket, String prefix, Clock clock) {
        this.client = client;
        this.retry = retry;
        this.bucket = bucket;
        this.prefix = prefix;
        this.clock = clock;
    }

    /**
     * Aborts what was begun longer ago than the given age and is not live.
     *
     * @param live whether a claim that has not run out names the upload
     * @return how many were aborted
     * @throws S3UnavailableException if S3 cannot be asked; what is left is swept next time
     */
    public int sweep(Duration age, Predicate<PendingUpload> live) {
        Instant before = clock.instant().minus(age);
        int aborted = 0;
        ListMultipartUploadsResponse page = null;
        do {
            page = list(page);
            for (var upload : page.uploads()) {
                PendingUpload pending = new PendingUpload(upload.key(), upload.uploadId(), upload.initiated());
                if (pending.initiated().isBefore(before) && !live.test(pending)) {
                    abort(pending);
                    aborted++;
                }
            }
        } while (Boolean.TRUE.equals(page.isTruncated()));
        return aborted;
    }

    private ListMultipartUploadsResponse list(ListMultipartUploadsResponse previous) {
        return ask(
                "ListMultipartUploads " + bucket + "/" + prefix,
                () -> client.listMultipartUploads(request -> request.bucket(bucket)
                        .prefix(prefix)
                        // As in listings of objects: one odd key must not hide all others.
                        .encodingType(EncodingType.URL)
                        .keyMarker(previous == null ? null : previous.nextKeyMarker())
                        .uploadIdMarker(previous == null ? null : previous.nextUploadIdMarker())));
    }

    private void abort(PendingUpload upload) {
        ask("AbortMultipartUpload " + bucket + "/" + upload.key(), () -> {
            abort(client, bucket, upload.key(), upload.uploadId());
            return null;
        });
    }

    /** An upload that is gone is as good as aborted. */
    static void abort(S3Client client, String bucket, String key, String uploadId) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(uploadId));
        } catch (S3Exception e) {
            if (!Faults.isMissing(e)) {
                throw e;
            }
        }
    }

    private <T> T ask(String request, Callable<T> call) {
        try {
            return retry.call(request, call);
        } catch (S3Exception e) {
            // A refused sweep is about the bucket, and so about no object.
            throw new S3UnavailableException(request, Faults.code(e));
        }
    }
}
