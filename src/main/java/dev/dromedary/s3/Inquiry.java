package dev.dromedary.s3;

import java.util.Set;
import java.util.function.Consumer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Asks what an object is. A refusal of HEAD has no body, and so no code that tells an object that is gone or denied from a
 * bucket that is gone or from credentials that have run out (invariant 3): then a byte is asked for, to hear the code.
 */
final class Inquiry {

    private static final Set<Integer> AMBIGUOUS = Set.of(301, 307, 400, 401, Faults.FORBIDDEN, Faults.NOT_FOUND);

    private Inquiry() {}

    /** @throws S3Exception with the server's code, if it has one */
    static HeadObjectResponse head(S3Client client, Consumer<HeadObjectRequest.Builder> builder) {
        HeadObjectRequest request =
                HeadObjectRequest.builder().applyMutation(builder).build();
        try {
            return client.headObject(request);
        } catch (S3Exception e) {
            if (AMBIGUOUS.contains(e.statusCode())) {
                askForByte(client, request);
            }
            throw e;
        }
    }

    private static void askForByte(S3Client client, HeadObjectRequest request) {
        client.getObject(get -> get.bucket(request.bucket())
                        .key(request.key())
                        .ifMatch(request.ifMatch())
                        .range("bytes=0-0"))
                .abort();
    }
}
