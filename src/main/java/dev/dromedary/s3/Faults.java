package dev.dromedary.s3;

import dev.dromedary.aws.AwsAnswers;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Tells what an answer of S3 is about: this moment, the system as a whole, or the one object. */
final class Faults {

    static final int BAD_REQUEST = 400;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int PRECONDITION_FAILED = 412;
    static final int NOT_IMPLEMENTED = 501;

    /** Two writers of one object at the same moment. */
    static final String RACE = "ConditionalRequestConflict";

    /** Client errors by their status that another attempt can mend: bytes lost on the way, a race of two writers. */
    private static final Set<String> PASSING = Set.of(
            "RequestTimeout",
            "BadDigest",
            "IncompleteBody",
            "XAmzContentSHA256Mismatch",
            RACE,
            "OperationAborted",
            "RequestTimeTooSkewed");

    /** What no object is to blame for (invariant 3), and no quick attempt mends. */
    private static final Set<String> OF_THE_SYSTEM = Set.of(
            "AuthorizationHeaderMalformed",
            "InvalidAccessKeyId",
            "SignatureDoesNotMatch",
            "ExpiredToken",
            "InvalidToken",
            "TokenRefreshRequired",
            "AccountProblem",
            "AllAccessDisabled",
            "NoSuchBucket",
            "PermanentRedirect",
            "TemporaryRedirect");

    /** The statuses of answers that S3 began with 200 before it knew how they end. */
    private static final Map<String, Integer> LATE = Map.of(
            "AccessDenied",
            FORBIDDEN,
            "NoSuchUpload",
            NOT_FOUND,
            "PreconditionFailed",
            PRECONDITION_FAILED,
            RACE,
            409,
            "InvalidPart",
            BAD_REQUEST);

    private Faults() {}

    /** An error that came with 200 is the server's own, if its code says nothing else. */
    static int status(SdkServiceException answer) {
        int status = answer.statusCode();
        return status / 100 == 2 ? LATE.getOrDefault(code(answer), 500) : status;
    }

    /** Whether the same request, sent again soon, may succeed. */
    static boolean isTransient(Exception e) {
        if (e instanceof SdkServiceException answer) {
            return AwsAnswers.isOutage(answer, status(answer)) || PASSING.contains(code(answer));
        }
        return e instanceof IOException || e instanceof SdkClientException;
    }

    static boolean isOfTheSystem(SdkServiceException answer) {
        return OF_THE_SYSTEM.contains(code(answer));
    }

    /** Whether the object or upload is not there; a bucket that is not there is another matter. */
    static boolean isMissing(SdkServiceException answer) {
        return status(answer) == NOT_FOUND && !isOfTheSystem(answer);
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
