package dev.dromedary.s3;

import java.io.IOException;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Tells what an answer of S3 is about: this moment, the system as a whole, or the one object. */
final class Faults {

    static final int NOT_FOUND = 404;
    static final int PRECONDITION_FAILED = 412;
    static final int NOT_IMPLEMENTED = 501;

    /** Client errors by their status that another attempt can mend: bytes lost on the way, a race of two writers. */
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "BadDigest",
            "IncompleteBody",
            "XAmzContentSHA256Mismatch",
            "ConditionalRequestConflict",
            "OperationAborted",
            "RequestTimeTooSkewed");

    /** What no object is to blame for (invariant 3), and no quick attempt mends. */
    private static final Set<String> OF_THE_SYSTEM = Set.of(
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "TokenRefreshRequired",
            "AccountProblem",
            "AllAccessDisabled",
            "NoSuchBucket",
            "PermanentRedirect");

    private Faults() {}

    /** Whether the same request, sent again soon, may succeed. */
    static boolean isTransient(Exception e) {
        if (e instanceof SdkServiceException answer) {
            int status = answer.statusCode();
            return status >= 500 && status != NOT_IMPLEMENTED
                    || status == 429
                    || status == 408
                    || answer.isThrottlingException()
                    || PASSING.contains(code(answer));
        }
        return e instanceof IOException || e instanceof SdkClientException;
    }

    static boolean isOfTheSystem(SdkServiceException answer) {
        return OF_THE_SYSTEM.contains(code(answer));
    }

    /** Whether the object or upload is not there; a bucket that is not there is another matter. */
    static boolean isMissing(SdkServiceException answer) {
        return answer.statusCode() == NOT_FOUND && !isOfTheSystem(answer);
    }

    /** The server's error code, else the status: an answer to HEAD has no code. */
    static String code(SdkServiceException answer) {
        if (answer instanceof AwsServiceException aws
                && aws.awsErrorDetails() != null
                && aws.awsErrorDetails().errorCode() != null) {
            return aws.awsErrorDetails().errorCode();
        }
        return "status " + answer.statusCode();
    }

    /** What a message may say of it: a code of the server's, or the client's words, which know nothing of content. */
    static String words(Exception e) {
        if (e instanceof SdkServiceException answer) {
            return code(answer);
        }
        String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
        return words + " (" + e.getClass().getSimpleName() + ")";
    }
}
