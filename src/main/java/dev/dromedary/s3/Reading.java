package dev.dromedary.s3;

import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Callable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Requests for one version of an object; none of them can answer with another version. What S3 says of the object
 * becomes an {@link ObjectException}. Thread-safe.
 */
final class Reading {

    private static final int UNSATISFIABLE_RANGE = 416;

    private final S3Client client;
    private final Retry retry;
    private final ObjectSummary version;

    Reading(S3Client client, Retry retry, ObjectSummary version) {
        this.client = client;
        this.retry = retry;
        this.version = version;
    }

    /** Asks what the object is said to be. */
    Claims claims() {
        HeadObjectResponse head = ask(
                "HeadObject",
                () -> Inquiry.head(client, request -> request.bucket(version.bucket())
                        .key(version.key())
                        .ifMatch(ObjectSummary.quoted(version.etag()))
                        .checksumMode(ChecksumMode.ENABLED)));
        requireSize(version.size(), head.contentLength());
        return Claims.of(head.metadata(), head.checksumSHA256());
    }

    /** Reads the whole object in one request. */
    Claims readAll(byte[] into) {
        // As a header and not as the request's member: the SDK would check the same checksum a second time.
        GetObjectRequest request = request()
                .overrideConfiguration(configuration -> configuration.putHeader("x-amz-checksum-mode", "ENABLED"))
                .build();
        GetObjectResponse response = ask("GetObject", () -> read(request, into, into.length));
        return Claims.of(response.metadata(), response.checksumSHA256());
    }

    /** Reads a part of it. */
    void readRange(long from, int length, byte[] into) {
        String range = "bytes=" + from + "-" + (from + length - 1);
        GetObjectRequest request = request().range(range).build();
        ask("GetObject " + range, () -> read(request, into, length));
    }

    private GetObjectRequest.Builder request() {
        return GetObjectRequest.builder()
                .bucket(version.bucket())
                .key(version.key())
                .ifMatch(ObjectSummary.quoted(version.etag()));
    }

    private GetObjectResponse read(GetObjectRequest request, byte[] into, int length) throws IOException {
        try (ResponseInputStream<GetObjectResponse> body = client.getObject(request)) {
            try {
                requireSize(length, body.response().contentLength());
                int read = body.readNBytes(into, 0, length);
                if (read < length) {
                    throw new EOFException("the answer ended after " + read + " of " + length + " bytes");
                }
                return body.response();
            } catch (IOException | RuntimeException e) {
                // Else closing would read the rest.
                body.abort();
                throw e;
            }
        }
    }

    private void requireSize(long expected, Long actual) {
        if (actual != null && actual != expected) {
            throw new ObjectChangedException(
                    version.path(), "S3 gives " + actual + " bytes where " + expected + " were asked for");
        }
    }

    private <T> T ask(String operation, Callable<T> call) {
        try {
            return retry.call(operation + " " + version.path(), call);
        } catch (S3Exception e) {
            throw switch (e.statusCode()) {
                case Faults.NOT_FOUND -> new ObjectChangedException(version.path(), "was deleted");
                case Faults.PRECONDITION_FAILED -> new ObjectChangedException(version.path(), "was replaced");
                case UNSATISFIABLE_RANGE -> new ObjectChangedException(version.path(), "is shorter than it was");
                default -> new ObjectRefusedException(version.path(), operation + " is refused: " + Faults.code(e));
            };
        }
    }
}
