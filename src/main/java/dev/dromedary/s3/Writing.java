package dev.dromedary.s3;

import dev.dromedary.settings.ConfigurationException;
import java.io.ByteArrayInputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Requests that write one output. Each body goes with its CRC32C, which S3 checks before it keeps anything; a multipart
 * upload is completed with the CRC32C of the whole. {@link S3Exception}s of the two requests that publish are the
 * caller's to resolve; others become an {@link ObjectException} or an {@link S3UnavailableException}. Thread-safe.
 */
final class Writing {

    private static final Logger LOG = LoggerFactory.getLogger(Writing.class);
    private static final String BODY = "application/octet-stream";

    /** Two have written at the same moment. */
    static final class UploadSpoiltException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private UploadSpoiltException() {
            super("the upload is spoilt", null, false, false);
        }
    }

    private final S3Client client;
    private final Retry retry;
    private final OutputObject output;

    Writing(S3Client client, Retry retry, OutputObject output) {
        this.client = client;
        this.retry = retry;
        this.output = output;
    }

    OutputObject output() {
        return output;
    }

    /** The object in one request, under the condition that nobody has written since. */
    PutObjectResponse put(byte[] bytes, int length, Map<String, String> metadata) {
        String crc32c = Digests.crc32c(bytes, length);
        return retry.call(
                "PutObject " + output.path(),
                () -> client.putObject(
                        request -> request.bucket(output.bucket())
                                .key(output.key())
                                .contentType(output.contentType())
                                .metadata(metadata)
                                .checksumCRC32C(crc32c)
                                .ifMatch(ifMatch())
                                .ifNoneMatch(ifNoneMatch()),
                        body(bytes, length)));
    }

    /** Of a new upload. The answer repeats the key, in XML 1.0: where that cannot be, the id would never be known. */
    String create() {
        if (!output.key().chars().allMatch(Writing::isInXml)) {
            throw new ObjectRefusedException(
                    output.path(), "has more than one part, and a key with a character that S3 cannot answer with");
        }
        return ask(
                "CreateMultipartUpload", () -> client.createMultipartUpload(request -> request.bucket(output.bucket())
                                .key(output.key())
                                .contentType(output.contentType())
                                .metadata(output.metadata())
                                .checksumAlgorithm(ChecksumAlgorithm.CRC32_C)
                                .checksumType(ChecksumType.FULL_OBJECT))
                        .uploadId());
    }

    /** The parts that are up, by number; none if there is no such upload (any more). */
    Map<Integer, Part> parts(String uploadId) {
        return ask("ListParts", () -> {
            try {
                return client
                        .listPartsPaginator(request -> request.bucket(output.bucket())
                                .key(output.key())
                                .uploadId(uploadId))
                        .parts()
                        .stream()
                        .collect(Collectors.toMap(Part::partNumber, Function.identity()));
            } catch (S3Exception e) {
                if (Faults.isMissing(e)) {
                    return Map.of();
                }
                throw e;
            }
        });
    }

    /** Sends a part and returns its ETag. */
    String send(String uploadId, int number, byte[] bytes, int length) {
        String crc32c = Digests.crc32c(bytes, length);
        return ask(
                "UploadPart " + number,
                () -> ObjectSummary.bare(client.uploadPart(
                                request -> request.bucket(output.bucket())
                                        .key(output.key())
                                        .uploadId(uploadId)
                                        .partNumber(number)
                                        .checksumCRC32C(crc32c),
                                body(bytes, length))
                        .eTag()));
    }

    /**
     * Makes the parts an object, under the condition that nobody has written since.
     *
     * @throws UploadSpoiltException if somebody wrote at the same moment: S3 takes this upload no more then, says its manual
     */
    CompleteMultipartUploadResponse complete(String uploadId, List<CompletedPart> parts, String crc32c) {
        return retry.call("CompleteMultipartUpload " + output.path(), () -> {
            try {
                return client.completeMultipartUpload(request -> request.bucket(output.bucket())
                        .key(output.key())
                        .uploadId(uploadId)
                        .multipartUpload(upload -> upload.parts(parts))
                        .checksumCRC32C(crc32c)
                        .checksumType(ChecksumType.FULL_OBJECT)
                        .ifMatch(ifMatch())
                        .ifNoneMatch(ifNoneMatch()));
            } catch (S3Exception e) {
                if (Faults.code(e).equals(Faults.RACE)) {
                    throw new UploadSpoiltException();
                }
                throw e;
            }
        });
    }

    private static boolean isInXml(int unit) {
        return unit >= ' ' ? unit < 0xFFFE : "\t\n\r".indexOf(unit) >= 0;
    }

    void abort(String uploadId) {
        ask("AbortMultipartUpload", () -> {
            UploadSweeper.abort(client, output.bucket(), output.key(), uploadId);
            return null;
        });
    }

    /** Aborts what is of no use any more; where that fails the sweeper does it, and what was published stays. */
    void abandon(String uploadId) {
        try {
            abort(uploadId);
        } catch (ObjectException | S3UnavailableException e) {
            LOG.debug("upload {} of {} is left to the sweeper: {}", uploadId, output.path(), e.getMessage());
        }
    }

    /** What is at the output's place; empty if nothing is. */
    Optional<HeadObjectResponse> head() {
        return ask("HeadObject", () -> {
            try {
                return Optional.of(Inquiry.head(client, request -> request.bucket(output.bucket())
                        .key(output.key())
                        .checksumMode(ChecksumMode.ENABLED)));
            } catch (S3Exception e) {
                if (Faults.isMissing(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private String ifMatch() {
        return output.replaces() == null ? null : ObjectSummary.quoted(output.replaces());
    }

    private String ifNoneMatch() {
        return output.replaces() == null ? "*" : null;
    }

    /** Not {@link RequestBody#fromBytes}, which copies. */
    private static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(() -> new ByteArrayInputStream(bytes, 0, length), length, BODY);
    }

    private <T> T ask(String operation, Callable<T> call) {
        String request = operation + " " + output.path();
        try {
            return retry.call(request, call);
        } catch (S3Exception e) {
            throw refused(operation, e);
        }
    }

    /**
     * What an answer means that is neither an accident nor about the condition. Where rights are missing, a key of KMS cannot
     * be used, or another writer of the same upload has sent other parts, the input is not to blame (invariant 3).
     */
    RuntimeException refused(String operation, S3Exception answer) {
        String request = operation + " " + output.path();
        if (Faults.code(answer).startsWith("InvalidPart")) {
            return new S3UnavailableException(
                    request, "parts are others than those that were sent; they are compared again");
        }
        boolean encryption = Faults.code(answer).startsWith("KMS.");
        return switch (encryption ? Faults.FORBIDDEN : Faults.status(answer)) {
            case Faults.UNAUTHORIZED, Faults.FORBIDDEN ->
                new S3UnavailableException(
                        request,
                        "is refused: " + Faults.code(answer) + "; check what the policies of bucket " + output.bucket()
                                + " and of our credentials allow");
            case Faults.NOT_FOUND -> new S3UnavailableException(request, "the upload is gone; it is begun again");
            case Faults.NOT_IMPLEMENTED ->
                new ConfigurationException("bucket " + output.bucket() + " cannot do " + operation
                        + " as it is needed here (conditional writes, checksums); use another S3 server");
            default -> new ObjectRefusedException(output.path(), operation + " is refused: " + Faults.code(answer));
        };
    }
}
