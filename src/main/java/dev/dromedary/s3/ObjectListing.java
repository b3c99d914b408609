package dev.dromedary.s3;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The objects under a prefix in S3's order, page by page: memory for one page, whatever the prefix holds (invariant 5).
 * Keys that end in a slash are the folders of consoles and are skipped. For one thread at a time; S3 that is down is an
 * {@link S3UnavailableException}, and the listing goes on where it was at the next call.
 */
public final class ObjectListing implements Iterator<ObjectSummary> {

    private final S3Client client;
    private final Retry retry;
    private final String bucket;
    private final String prefix;
    private final int pageSize;
    private final Deque<ObjectSummary> page = new ArrayDeque<>();
    private String continuation;
    private boolean last;

    ObjectListing(S3Client client, Retry retry, String bucket, String prefix, int pageSize) {
        this.client = client;
        this.retry = retry;
        this.bucket = bucket;
        this.prefix = prefix;
        this.pageSize = pageSize;
    }

    @Override
    public boolean hasNext() {
        while (page.isEmpty() && !last) {
            turn();
        }
        return !page.isEmpty();
    }

    @Override
    public ObjectSummary next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no more objects in " + bucket + "/" + prefix);
        }
        return page.remove();
    }

    private void turn() {
        ListObjectsV2Response response = list();
        response.contents().stream()
                .filter(object -> !object.key().endsWith("/"))
                .map(object ->
                        new ObjectSummary(bucket, object.key(), object.eTag(), object.size(), object.lastModified()))
                .forEach(page::add);
        continuation = response.nextContinuationToken();
        last = continuation == null || !Boolean.TRUE.equals(response.isTruncated());
    }

    private ListObjectsV2Response list() {
        String request = "ListObjectsV2 " + bucket + "/" + prefix;
        try {
            return retry.call(
                    request,
                    () -> client.listObjectsV2(list -> list.bucket(bucket)
                            .prefix(prefix)
                            .maxKeys(pageSize)
                            .continuationToken(continuation)
                            // Else one key with a character that XML cannot hold would hide all others.
                            .encodingType(EncodingType.URL)));
        } catch (S3Exception e) {
            // A refused listing is about the bucket, and so about no object.
            throw new S3UnavailableException(request, Faults.code(e));
        }
    }
}
